# Run by CPack on the tree that becomes the Debian package: what Debian alone wants of it.
set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)
set(doc ${share}/doc/cablestream)
file(REMOVE ${doc}/LICENSE)  # `copyright` names the system's own copy
file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/../deploy/debian/copyright ${doc}/copyright)
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${doc}/changelog
  "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
  "  * What has changed is in CHANGELOG.md, beside this file.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")
file(GLOB pages ${share}/man/man1/*)
execute_process(COMMAND gzip --best --no-name --force ${pages} ${doc}/changelog
  COMMAND_ERROR_IS_FATAL ANY)
