# SPDX-License-Identifier: GPL-3.0-or-later
# Header-only libraries serve a cross-build from the host's packages, but the host's whole include folder must not be
# searched: link just these into a folder of the build.
set(host_headers ${CMAKE_BINARY_DIR}/host_headers)
file(MAKE_DIRECTORY ${host_headers})
foreach(library boost tl)
    file(CREATE_LINK /usr/include/${library} ${host_headers}/${library} SYMBOLIC)
endforeach()
foreach(target Boost::headers tl::expected)
    add_library(${target} INTERFACE IMPORTED)
    target_include_directories(${target} INTERFACE ${host_headers})
endforeach()
