# Installs libraries, headers and program, and the package that find_package(canreach) finds.

include(CMakePackageConfigHelpers)

get_property(libraries GLOBAL PROPERTY CANREACH_LIBRARIES)
install(TARGETS ${libraries} EXPORT canreachTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/canreach)
install(EXPORT canreachTargets NAMESPACE canreach:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/canreach)
if(TARGET canreach)
    install(TARGETS canreach RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

install(DIRECTORY docs/schemas DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.json" PATTERN "*.md")

configure_package_config_file(cmake/canreachConfig.cmake.in "${PROJECT_BINARY_DIR}/canreachConfig.cmake"
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/canreach)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/canreachConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/canreachConfig.cmake" "${PROJECT_BINARY_DIR}/canreachConfigVersion.cmake"
    cmake/FindLibEdit.cmake
    cmake/FindYamlCpp.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/canreach)
