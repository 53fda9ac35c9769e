// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/page_server.h"

#include <QFile>
#include <array>
#include <sstream>

static void initialisePageResources() {
    Q_INIT_RESOURCE(demo);
}

namespace meson::demo {
namespace {

struct PageFile {
    std::string_view path;
    const char* resource;
    std::string_view mediaType;
};
constexpr std::array kFiles{
    PageFile{"/", ":/demo/page.html", "text/html; charset=utf-8"},
    PageFile{"/page.css", ":/demo/page.css", "text/css"},
    PageFile{"/page.js", ":/demo/page.js", "text/javascript"},
    PageFile{"/hls.js", ":/demo/hls.js/hls.light.min.js", "text/javascript"},
};

} // namespace

base::Result<std::unique_ptr<PageServer>, base::Failure<http::ServerError>>
PageServer::listen(const http::asio::ip::tcp::endpoint& endpoint, const base::Clock& clock) {
    initialisePageResources();
    std::unique_ptr<PageServer> page(new PageServer);
    http::ServerOptions options;
    options.endpoints = {endpoint};
    options.serverName = "demo-page";
    auto server = http::Server::listen(std::move(options), *page, clock);
    if (!server)
        return tl::unexpected(server.error());
    page->m_server = std::move(*server);
    page->m_server->start();
    return page;
}

PageServer::~PageServer() {
    if (m_server)
        m_server->stop();
}

std::string PageServer::url() const {
    std::ostringstream text;
    text << "http://" << m_server->endpoints().front();
    return text.str();
}

void PageServer::setData(std::string json) {
    const base::MutexLock lock(m_mutex);
    m_data = std::move(json);
}

std::string PageServer::data() const {
    const base::MutexLock lock(m_mutex);
    return m_data;
}

void PageServer::handle(std::shared_ptr<http::Exchange> exchange) {
    const std::string_view path = exchange->request().path;
    http::Fields fields;
    fields.add("Cache-Control", "no-store");
    if (path == "/status.json")
        return exchange->respond(200, fields.add("Content-Type", "application/json"), data());
    for (const PageFile& known : kFiles) {
        if (path != known.path)
            continue;
        QFile file(QLatin1String(known.resource));
        if (!file.open(QIODevice::ReadOnly))
            break;
        return exchange->respond(
            200, fields.add("Content-Type", known.mediaType), file.readAll().toStdString());
    }
    exchange->respond(404, fields.add("Content-Type", "text/plain"), "There is no such page.\n");
}

} // namespace meson::demo
