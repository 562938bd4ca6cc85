# What `cmake --install` and the package hold beside the program, which app/ installs.
include(GNUInstallDirs)

find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(manual ${CMAKE_BINARY_DIR}/manual)
file(GLOB manual_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/deploy/manual/*)
add_custom_command(OUTPUT ${manual}/cablestream.bash
  COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/deploy/manual/make_manual
    $<TARGET_FILE:cablestream> ${PROJECT_VERSION} ${manual}
  DEPENDS cablestream ${manual_sources}
  COMMENT "Manual pages and completion from --help"
  VERBATIM)
add_custom_target(manual ALL DEPENDS ${manual}/cablestream.bash)

set(protos cable/v1/cable.proto storage/v1/storage.proto)
set(descriptors ${CMAKE_BINARY_DIR}/cablestream.protoset)
list(TRANSFORM protos PREPEND ${PROJECT_SOURCE_DIR}/proto/ OUTPUT_VARIABLE proto_sources)
add_custom_command(OUTPUT ${descriptors}
  COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR}/proto --include_imports
    --include_source_info --descriptor_set_out=${descriptors} ${protos}
  DEPENDS ${proto_sources}
  VERBATIM)
add_custom_target(descriptors ALL DEPENDS ${descriptors})

set(data ${CMAKE_INSTALL_DATADIR}/cablestream)
install(DIRECTORY proto/cable proto/storage DESTINATION ${data}/proto
  FILES_MATCHING PATTERN *.proto)
install(FILES ${descriptors} DESTINATION ${data})
install(DIRECTORY ${manual}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${manual}/cablestream.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME cablestream)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Configuration and unit depend on the prefix, which is known for good at the installation alone.
install(CODE "set(source ${PROJECT_SOURCE_DIR})\nset(binary ${CMAKE_BINARY_DIR})")
install(SCRIPT cmake/InstallService.cmake)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "cablestream maintainers <maintainers@cablestream.invalid>" CACHE STRING
  "Maintainer of the package: name <address>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "diplomatic cables in Kafka to deduplicated records")
set(CPACK_PACKAGE_DESCRIPTION 
"Takes raw diplomatic cables off a Kafka topic, parses each into a protobuf
record, drops those it has published before, and publishes the rest, exactly
once. The package brings the service for systemd, manual pages and the
definition of the records.")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/DebianTree.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)  # for a schema registry by https
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(file conffiles postinst postrm prerm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/deploy/debian/${file})
endforeach()
include(CPack)
