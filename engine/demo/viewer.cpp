// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/viewer.h"

#include <boost/asio/ip/address.hpp>

namespace meson::demo {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBufferAhead =
    12s; ///< a player fetches no further ahead than this
constexpr std::chrono::milliseconds kPauseAfterFailure = 500ms;

http::ClientOptions clientOptions(const ViewerOptions& viewer) {
    http::ClientOptions options;
    options.addresses = http::AddressPolicy::Any;
    options.userAgent = "meson-demo-viewer/" MESON_VERSION;
    boost::system::error_code error;
    const auto source = boost::asio::ip::make_address(viewer.sourceAddress, error);
    if (!error)
        options.connectFrom = source;
    return options;
}

std::string resolved(const std::string& basePath, const std::string& reference) {
    const auto url = http::parseUrl("http://localhost" + basePath);
    const auto target = url ? http::resolveUrl(*url, reference) : std::nullopt;
    return target ? target->target : std::string();
}

} // namespace

Viewer::Viewer(boost::asio::io_context& context, ViewerOptions options)
    : m_context(context)
    , m_options(std::move(options))
    , m_client(context.get_executor(), clientOptions(m_options))
    , m_timer(context) {}

Viewer::~Viewer() = default;

void Viewer::start(std::function<void(std::string)> failed) {
    boost::system::error_code error;
    m_route.router = boost::asio::ip::make_address(m_options.routerAddress, error);
    const auto domain = http::parseUrl(m_options.domainUrl);
    if (!domain || error)
        return failed(
            m_options.domainUrl + " at " + m_options.routerAddress + " is no usable address.");
    m_route.domain = *domain;
    http::ClientRequest request;
    request.url = m_options.catalogueUrl;
    request.bodyLimit = base::mebibytes(16);
    m_client.fetch(
        std::move(request),
        [this, failed](base::Result<http::SmallAnswer, http::ClientFailure> answer) {
            auto entries =
                answer ? readCatalogue(QByteArray::fromStdString(answer->body)) : std::nullopt;
            if (!entries)
                return failed(m_options.catalogueUrl + ": The origin's catalogue cannot be read.");
            m_entries = std::move(*entries);
            for (const CatalogueEntry& entry : m_entries)
                if (entry.mediaType == "application/octet-stream" || entry.mediaType == "video/mp4")
                    m_files.push_back(entry);
            m_audience.emplace(m_files.size(), m_options.seed);
            m_options.play.empty() ? fetchNextFile() : playFromStart();
        });
}

void Viewer::later(std::chrono::milliseconds pause, std::function<void()> task) {
    m_timer.expires_after(pause);
    m_timer.async_wait([task = std::move(task)](const boost::system::error_code& error) {
        if (!error)
            task();
    });
}

void Viewer::fetch(const std::string& path, VerifiedFetch::Done done) {
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const CatalogueEntry& entry) {
            return entry.path == path;
        });
    if (found == m_entries.end()) { // the playlist names something the origin does not have
        ++m_report.failures;
        return done(VerifiedFetch::Result::Failed, {});
    }
    std::make_shared<VerifiedFetch>(
        m_client, m_context.get_executor(), m_route, *found, m_report, std::move(done))
        ->start();
}

void Viewer::fetchNextFile() {
    fetch(m_files[m_audience->next()].path, [this](VerifiedFetch::Result, const std::string&) {
        later(m_options.pause, [this] { fetchNextFile(); });
    });
}

void Viewer::playFromStart() {
    m_nextSegment = 0;
    m_bufferEnd = {};
    fetch(m_options.play, [this](VerifiedFetch::Result result, const std::string& body) {
        if (result != VerifiedFetch::Result::Right)
            return later(kPauseAfterFailure, [this] { playFromStart(); });
        playRendition(body);
    });
}

void Viewer::playRendition(const std::string& master) {
    const Playlist playlist = parsePlaylist(master);
    const auto best = std::max_element(
        playlist.renditions.begin(), playlist.renditions.end(),
        [](const auto& a, const auto& b) { return a.bandwidth < b.bandwidth; });
    m_playlistPath =
        best == playlist.renditions.end() ? m_options.play : resolved(m_options.play, best->uri);
    fetch(m_playlistPath, [this](VerifiedFetch::Result result, const std::string& body) {
        m_playlist = parsePlaylist(body);
        if (result != VerifiedFetch::Result::Right || m_playlist.segments.empty())
            return later(kPauseAfterFailure, [this] { playFromStart(); });
        fetchNextSegment();
    });
}

void Viewer::fetchNextSegment() {
    if (m_nextSegment == m_playlist.segments.size()) { // the film begins anew when its end was seen
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_bufferEnd - SteadyClock::now());
        return later(std::max(left, 0ms), [this] { playFromStart(); });
    }
    const Playlist::Segment& segment = m_playlist.segments[m_nextSegment];
    fetch(
        resolved(m_playlistPath, segment.uri),
        [this, duration = segment.duration](VerifiedFetch::Result result, const std::string&) {
            if (result != VerifiedFetch::Result::Right)
                return later(kPauseAfterFailure, [this] { fetchNextSegment(); });
            segmentArrived(duration);
        });
}

void Viewer::segmentArrived(std::chrono::milliseconds duration) {
    const auto now = SteadyClock::now();
    const bool isFirst = m_nextSegment == 0;
    if (!isFirst && now > m_bufferEnd)
        ++m_report.stalls;
    m_bufferEnd = std::max(m_bufferEnd, now) + duration;
    ++m_nextSegment;
    ++m_report.segments;
    const auto ahead = std::chrono::duration_cast<std::chrono::milliseconds>(m_bufferEnd - now);
    later(std::max(ahead - kBufferAhead, 0ms), [this] { fetchNextSegment(); });
}

} // namespace meson::demo
