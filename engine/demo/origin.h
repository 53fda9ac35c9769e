// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/demo/catalogue.h"
#include "engine/http/server.h"

#include <map>
#include <memory>
#include <string>

namespace meson::demo {

/// The business user's own server in the demo: the film under /video/, files of mixed sizes under
/// /files/, and /catalogue.json with the SHA-256 of each. Thread: any; answers on the server's
/// loops.
class Origin final : public http::Handler {
public:
    /// Reads the film (kept in memory) and hashes everything once. Listens on `endpoint`; start()
    /// answers.
    static base::Result<std::unique_ptr<Origin>, base::Failure<http::ServerError>> listen(
        const std::string& mediaFolder, const http::asio::ip::tcp::endpoint& endpoint,
        const base::Clock& clock);
    ~Origin() override;

    void start();
    http::asio::ip::tcp::endpoint endpoint() const;

    void handle(std::shared_ptr<http::Exchange> exchange) override;

private:
    struct Item {
        CatalogueEntry entry;
        std::shared_ptr<const std::vector<std::uint8_t>> bytes; ///< of the film
        int number = -1; ///< without bytes: of a numbered file, made when it is asked for
    };
    explicit Origin(base::WallTime lastModified)
        : m_lastModified(lastModified) {}
    void loadFilm(const std::string& folder);
    void hashFiles();
    void writeList();

    const base::WallTime m_lastModified;
    std::map<std::string, Item, std::less<>> m_items;
    std::string m_catalogue;
    std::unique_ptr<http::Server> m_server;
};

} // namespace meson::demo
