# cablestream_library(<folder> SOURCES ... [DEPS ...] [PRIVATE_DEPS ...])
#
# One library a folder. Its headers are reached as "<folder>/x.h", and only by targets that link it:
# each library publishes an include root that holds nothing but its own folder.

add_library(cablestream_flags INTERFACE)
target_compile_options(cablestream_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 errs on std::string's and std::variant's own code.
  target_compile_options(cablestream_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(CABLESTREAM_SANITIZE)
  target_compile_options(cablestream_flags INTERFACE -fsanitize=${CABLESTREAM_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(cablestream_flags INTERFACE -fsanitize=${CABLESTREAM_SANITIZE})
endif()
if(CABLESTREAM_FUZZ)
  target_compile_options(cablestream_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(cablestream_library name)
  cmake_parse_arguments(LIB "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${name} STATIC ${LIB_SOURCES})
  set(root ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${name} SYMBOLIC)
  target_include_directories(${name} PUBLIC ${root})
  target_link_libraries(${name} PUBLIC ${LIB_DEPS} PRIVATE cablestream_flags ${LIB_PRIVATE_DEPS})
endfunction()
