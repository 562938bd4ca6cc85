# cablestream_test(<name> SOURCES ... DEPS ... [LABELS ...])
#
# One GoogleTest program; a folder's tests link that folder's library and no other stage. LABELS is
# `unit` unless said otherwise.
find_package(GTest REQUIRED)
include(GoogleTest)

function(cablestream_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT TEST_LABELS)
    set(TEST_LABELS unit)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_DEPS} GTest::gmock_main cablestream_flags)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT 120)
endfunction()
