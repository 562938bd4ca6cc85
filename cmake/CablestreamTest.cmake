# cablestream_test(<name> SOURCES ... DEPS ... [LABELS ...])
#
# One GoogleTest program; a folder's tests link that folder's library and no other stage. LABELS is
# `unit` unless said otherwise.
#
# Each test of it runs in a process of its own. LeakSanitizer takes two thirds of such a short life,
# so it looks at unit tests in one more run, `leaks.<name>`, of the whole program.
find_package(GTest REQUIRED)
include(GoogleTest)

function(cablestream_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT TEST_LABELS)
    set(TEST_LABELS unit)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_DEPS} GTest::gmock_main cablestream_flags)
  if(TARGET c11_threads)
    target_link_libraries(${name} PRIVATE c11_threads)
  endif()
  set(properties LABELS "${TEST_LABELS}" TIMEOUT 120)
  if(CABLESTREAM_SANITIZE MATCHES address AND "unit" IN_LIST TEST_LABELS)
    list(APPEND properties ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
    add_test(NAME leaks.${name} COMMAND ${name} --gtest_brief)
    set_tests_properties(leaks.${name} PROPERTIES LABELS leaks TIMEOUT 600)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES ${properties})
endfunction()
