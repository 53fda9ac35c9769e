# SPDX-License-Identifier: GPL-3.0-or-later
# The cross-built prefix has Qt Charts as a library and headers, without a CMake package.
find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets)
find_library(charts Charts6 REQUIRED)
find_path(charts_headers QtCharts/QChart REQUIRED)
add_library(Qt6::Charts UNKNOWN IMPORTED)
set_target_properties(Qt6::Charts PROPERTIES
    IMPORTED_LOCATION ${charts}
    INTERFACE_INCLUDE_DIRECTORIES "${charts_headers};${charts_headers}/QtCharts"
    INTERFACE_LINK_LIBRARIES Qt6::Widgets)
set(Qt6Charts_FOUND TRUE)
