# canreach_library(<folder> SOURCES … HEADERS … [PUBLIC …] [PRIVATE …])
#
# Makes the library canreach_<folder> with its alias canreach::<folder>. Headers are listed, not globbed: the list is the
# folder's table of contents. Each one is compiled alone (target all_verify_interface_header_sets), and installed.

add_library(canreach_flags INTERFACE)
target_compile_options(canreach_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion
    $<$<BOOL:${CANREACH_WERROR}>:-Werror>
    # GCC 12 warns of its own standard library and of coroutine frames at -O2; see docs/decisions/0001-build.md.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>)
if(CMAKE_UNITY_BUILD)
    # Sources that are compiled together see each other's file-local names: a parameter may hide one of those, and GCC takes
    # a source that is included for a header. The preset clang compiles each source alone, with all warnings.
    target_compile_options(canreach_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local -Wno-subobject-linkage>)
else()
    target_compile_options(canreach_flags INTERFACE -Wshadow)
endif()
if(CANREACH_SANITIZE MATCHES thread)
    # GCC warns that it does not follow Asio's fences. Asio synchronises by locks, which it does follow.
    target_compile_options(canreach_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
if(CANREACH_SANITIZE)
    target_compile_options(canreach_flags INTERFACE -fsanitize=${CANREACH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(canreach_flags INTERFACE -fsanitize=${CANREACH_SANITIZE})
endif()
if(CANREACH_SANITIZE MATCHES address)
    # At a fixed address: otherwise a million pointers are adjusted whenever a program starts, and each of the tests is a start.
    target_link_options(canreach_flags INTERFACE -no-pie)
endif()

function(canreach_library folder)
    cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
    set(target canreach_${folder})
    if(arg_SOURCES)
        add_library(${target} STATIC ${arg_SOURCES})
        set(scope PUBLIC)
        target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:canreach_flags> ${arg_PRIVATE})
    else()
        add_library(${target} INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(canreach::${folder} ALIAS ${target})
    target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${arg_HEADERS})
    target_compile_features(${target} ${scope} cxx_std_20)
    target_link_libraries(${target} ${scope} ${arg_PUBLIC})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${folder}
        VERIFY_INTERFACE_HEADER_SETS ON)
    set_property(GLOBAL APPEND PROPERTY CANREACH_LIBRARIES ${target})
endfunction()
