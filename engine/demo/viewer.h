// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/demo/catalogue.h"
#include "engine/demo/playlist.h"
#include "engine/demo/verified_fetch.h"
#include "engine/demo/viewer_report.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::demo {

struct ViewerOptions {
    std::string domainUrl;     ///< "http://localhost:8080": what is asked for
    std::string routerAddress; ///< "127.0.0.1": where that is
    std::string catalogueUrl;  ///< the origin's own list of what is right
    std::string sourceAddress; ///< the viewer's own address; empty: any
    std::string play; ///< path of an HLS playlist to play again and again; empty: fetch files
    std::chrono::milliseconds pause{150}; ///< between two files
    std::uint64_t seed = 1;               ///< of the choice of files
};

/// One member of the audience: plays the stream in real time, or fetches files by popularity, and
/// verifies every byte. Thread: the context's.
class Viewer {
public:
    Viewer(boost::asio::io_context& context, ViewerOptions options);
    ~Viewer();

    /// Reads the catalogue, then watches until the context is stopped. `failed` is called if there
    /// is no catalogue.
    void start(std::function<void(std::string)> failed);
    const ViewerReport& report() const { return m_report; }

private:
    void fetchNextFile();
    void playFromStart();
    void playRendition(const std::string& master);
    void fetchNextSegment();
    void segmentArrived(std::chrono::milliseconds duration);
    void fetch(const std::string& path, VerifiedFetch::Done done);
    void later(std::chrono::milliseconds pause, std::function<void()> task);

    boost::asio::io_context& m_context;
    const ViewerOptions m_options;
    ViewerReport m_report;
    ViewerRoute m_route;
    http::Client m_client;
    boost::asio::steady_timer m_timer;

    std::vector<CatalogueEntry> m_entries; ///< all
    std::vector<CatalogueEntry> m_files;   ///< those that are fetched by popularity
    std::optional<Audience> m_audience;

    Playlist m_playlist;
    std::string m_playlistPath;
    std::size_t m_nextSegment = 0;
    std::chrono::steady_clock::time_point
        m_bufferEnd; ///< when what was fetched will have been played
};

} // namespace meson::demo
