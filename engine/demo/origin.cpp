// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/origin.h"

#include "engine/crypto/hash.h"
#include "engine/demo/media.h"

#include <QDir>
#include <QFile>

namespace meson::demo {
namespace {

using Bytes = std::shared_ptr<const std::vector<std::uint8_t>>;

} // namespace

Origin::~Origin() {
    if (m_server)
        m_server->stop();
}

base::Result<std::unique_ptr<Origin>, base::Failure<http::ServerError>> Origin::listen(
    const std::string& mediaFolder, const http::asio::ip::tcp::endpoint& endpoint,
    const base::Clock& clock) {
    std::unique_ptr<Origin> origin(new Origin(clock.wall()));
    http::ServerOptions options;
    options.endpoints = {endpoint};
    options.profile = http::Profile::Full;
    options.serverName = "demo-origin";
    auto server = http::Server::listen(std::move(options), *origin, clock);
    if (!server)
        return tl::unexpected(server.error());
    origin->m_server = std::move(*server);
    origin->loadFilm(mediaFolder);
    origin->hashFiles();
    origin->writeList();
    return origin;
}

void Origin::start() {
    m_server->start();
}

http::asio::ip::tcp::endpoint Origin::endpoint() const {
    return m_server->endpoints().front();
}

void Origin::loadFilm(const std::string& folder) {
    const QDir files(QString::fromStdString(folder));
    for (const QString& name : files.entryList(QDir::Files)) {
        QFile file(files.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray read = file.readAll();
        auto bytes = std::make_shared<const std::vector<std::uint8_t>>(read.begin(), read.end());
        const std::string path = "/video/" + name.toStdString();
        CatalogueEntry entry{
            path, base::Bytes(read.size()), crypto::sha256(*bytes),
            mediaTypeOf(name.toStdString())};
        m_items.emplace(path, Item{std::move(entry), std::move(bytes), -1});
    }
}

void Origin::hashFiles() {
    for (int number = 0; number < kFileCount; ++number) {
        CatalogueEntry entry{
            filePath(number), fileSize(number), crypto::sha256(fileBytes(number)), mediaTypeOf({})};
        m_items.emplace(entry.path, Item{entry, nullptr, number});
    }
}

void Origin::writeList() {
    std::vector<CatalogueEntry> entries;
    for (const auto& [path, item] : m_items)
        entries.push_back(item.entry);
    m_catalogue = writeCatalogue(entries).toStdString();
}

void Origin::handle(std::shared_ptr<http::Exchange> exchange) {
    const http::RequestHead& request = exchange->request();
    if (request.method != http::Method::Get && request.method != http::Method::Head)
        return exchange->respond(405, http::Fields().add("Allow", "GET, HEAD"));
    if (request.path == "/catalogue.json")
        return exchange->respond(
            200,
            http::Fields().add("Content-Type", "application/json").add("Cache-Control", "no-store"),
            m_catalogue);
    const auto found = m_items.find(request.path);
    if (found == m_items.end())
        return exchange->respond(
            404, http::Fields().add("Content-Type", "text/plain"), "There is no such file.\n");
    const Item& item = found->second;
    Bytes bytes = item.bytes;
    if (!bytes)
        bytes = std::make_shared<const std::vector<std::uint8_t>>(fileBytes(item.number));
    http::Representation representation;
    representation.content = std::make_shared<http::MemoryContent>(bytes, *bytes);
    representation.etag = "\"" + base::toText(item.entry.sha256).substr(0, 32) + "\"";
    representation.lastModified = m_lastModified;
    representation.fields.add("Content-Type", item.entry.mediaType)
        .add("Cache-Control", "max-age=3600");
    exchange->respond(std::move(representation));
}

} // namespace meson::demo
