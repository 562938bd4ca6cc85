# Run by `cmake --install`, with `source` and `binary` set: the service's configuration and unit. Under
# /usr the configuration goes where the system's is; one that is there already stays as it is.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(sysconfdir /etc)
  set(unitdir /lib/systemd/system)
else()
  set(sysconfdir ${CMAKE_INSTALL_PREFIX}/etc)
  set(unitdir ${CMAKE_INSTALL_PREFIX}/lib/systemd/system)
endif()
set(bindir ${CMAKE_INSTALL_PREFIX}/bin)

configure_file(${source}/deploy/systemd/cablestream.service.in ${binary}/cablestream.service @ONLY)
file(INSTALL ${binary}/cablestream.service DESTINATION ${unitdir})
if(NOT EXISTS $ENV{DESTDIR}${sysconfdir}/cablestream/cablestream.yaml)
  file(INSTALL ${source}/deploy/cablestream.yaml DESTINATION ${sysconfdir}/cablestream)
endif()
