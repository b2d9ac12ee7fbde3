# The Debian package: program, fonts, kinds, service. `cpack --config build/release/CPackConfig.cmake`.

set(program lib/stesura)
install(TARGETS stesura stesura-office-agent RUNTIME DESTINATION ${program})
install(DIRECTORY build/fonts/ DESTINATION ${program}/fonts FILES_MATCHING PATTERN "*.ttf" PATTERN "*.txt")
install(DIRECTORY templates schemas samples places DESTINATION share/stesura)
install(DIRECTORY build/places/ DESTINATION share/stesura/places)
install(DIRECTORY docs DESTINATION share/doc/stesura)
install(FILES README.md CHANGELOG.md service/packaging/nginx.conf
        DESTINATION share/doc/stesura)
install(FILES LICENSE DESTINATION share/doc/stesura RENAME copyright)
install(FILES service/packaging/stesura.service DESTINATION lib/systemd/system)
# The program finds templates and schemas beside itself.
install(CODE "
  set(root \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
  foreach(folder templates schemas samples places)
    file(CREATE_LINK ../../share/stesura/\${folder} \"\${root}/lib/stesura/\${folder}\" SYMBOLIC)
  endforeach()
  file(MAKE_DIRECTORY \"\${root}/bin\")
  file(CREATE_LINK ../lib/stesura/stesura \"\${root}/bin/stesura\" SYMBOLIC)
")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME stesura)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "official documents of networks for inclusion at work, from checked data")
set(CPACK_PACKAGE_DESCRIPTION
"Stesura checks structured case and network data against schemas and merges
it into ODT and PDF templates: referral forms, inter-agency protocols,
guidelines, meeting reports. This package brings the program and the web
service with its systemd unit.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Stesura <stesura@stesura.example>")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, bubblewrap, libreoffice-writer-nogui, libreoffice-math-nogui, libicu72, libjemalloc2")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libengine-pkcs11-openssl") # for signing with devices
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/service/packaging/postinst
  ${CMAKE_SOURCE_DIR}/service/packaging/prerm
  ${CMAKE_SOURCE_DIR}/service/packaging/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_STRIP_FILES ON)
include(CPack)
