# The compiler of the presets clang and fuzz. Version 14 first: .clang-tidy and .clang-format are
# written for it, Debian 12 and Ubuntu 24.04 both package it, and it is there as clang++-14 whether
# or not the package that adds the plain name is installed.
find_program(CUTOVER_CLANG NAMES clang++-14 clang++)
if(NOT CUTOVER_CLANG)
    message(FATAL_ERROR "There is no clang++-14 and no clang++: run docker/install_packages.sh checks")
endif()
set(CMAKE_CXX_COMPILER ${CUTOVER_CLANG})
