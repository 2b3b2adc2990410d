# Finds yaml-cpp (MIT licence): the target YamlCpp::YamlCpp, whatever the version calls its own (before 0.8 yaml-cpp,
# since then yaml-cpp::yaml-cpp).
find_package(yaml-cpp CONFIG QUIET)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(YamlCpp REQUIRED_VARS yaml-cpp_DIR VERSION_VAR yaml-cpp_VERSION)
if(YamlCpp_FOUND AND NOT TARGET YamlCpp::YamlCpp)
    add_library(YamlCpp::YamlCpp INTERFACE IMPORTED)
    if(TARGET yaml-cpp::yaml-cpp)
        target_link_libraries(YamlCpp::YamlCpp INTERFACE yaml-cpp::yaml-cpp)
    else()
        target_link_libraries(YamlCpp::YamlCpp INTERFACE yaml-cpp)
    endif()
endif()
