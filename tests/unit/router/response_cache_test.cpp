// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/router/database.h"
#include "engine/router/response_cache.h"

using namespace meson;
using namespace meson::router;

namespace {

base::ContentId idOf(int number) {
    base::ContentId id;
    for (std::size_t i = 0; i < 4; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

ResponseKey keyOf(int number, BindingNumber binding = 1) {
    return {binding, "/" + std::to_string(number)};
}

StoredResponse answerWith(const base::ContentId& id, const FieldList& vary = {}) {
    StoredResponse response;
    for (int i = 0; i < 20; ++i)
        response.meta.fields.emplace_back("X-Field-" + std::to_string(i), std::string(20, 'x'));
    response.vary = VaryKey::fromFields(vary);
    response.object = id;
    return response;
}

StoredResponse answerWith(std::size_t bytes, const FieldList& vary = {}) {
    StoredResponse response;
    response.vary = VaryKey::fromFields(vary);
    response.body = std::make_shared<const std::string>(bytes, 'b');
    return response;
}

} // namespace

class ResponseCacheTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<StateWriter> m_writer;
    std::vector<base::ContentId> m_released;

    ResponseCache make(base::Bytes memory, base::Bytes contents = base::gibibytes(1)) {
        return ResponseCache(
            *m_writer, memory, [this](const base::ContentId& id) { m_released.push_back(id); },
            contents);
    }
    void load(ResponseCache& cache) {
        m_database->run([&] { QVERIFY(cache.load().has_value()); });
    }

private Q_SLOTS:
    void init() {
        m_released.clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_database =
            std::move(*Database::open(m_folder->filePath(QStringLiteral("s.db")).toStdString()));
        m_writer = std::make_unique<StateWriter>(*m_database, [](const StateWriter::Task&) {});
    }
    void cleanup() { m_database.reset(); }

    void manyObjectsLeaveTheMemoryToSmallAnswers() {
        ResponseCache cache = make(base::mebibytes(1));
        load(cache);
        for (int i = 0; i < 500; ++i) // 1.2 MB of fields
            cache.store(keyOf(i), answerWith(idOf(i)));
        cache.store(keyOf(-1), answerWith(1'000));
        QVERIFY(cache.find(keyOf(-1), {}));
        for (int i = 0; i < 500; ++i)
            QVERIFY(cache.find(keyOf(i), {}));
        QVERIFY(m_released.empty());
    }

    void theLeastRecentlyUsedBodiesGoFirst() {
        ResponseCache cache = make(base::kibibytes(100));
        load(cache);
        for (int i = 0; i < 4; ++i)
            cache.store(keyOf(i), answerWith(std::size_t{25'000}));
        QVERIFY(cache.find(keyOf(0), {}));
        cache.store(keyOf(4), answerWith(std::size_t{25'000}));
        QVERIFY(cache.find(keyOf(0), {}));
        QVERIFY(!cache.find(keyOf(1), {}));
        QVERIFY(cache.find(keyOf(4), {}));
    }

    void aBodyGoesWhoseOtherVariantIsAnObject() {
        ResponseCache cache = make(base::kibibytes(30));
        load(cache);
        const FieldList german{{"accept-language", "de"}};
        const FieldList english{{"accept-language", "en"}};
        cache.store(keyOf(0), answerWith(std::size_t{25'000}, german));
        cache.store(keyOf(0), answerWith(idOf(0), english));
        cache.store(keyOf(1), answerWith(std::size_t{25'000}));
        QVERIFY(!cache.find(keyOf(0), {{"Accept-Language", "de"}}));
        QVERIFY(cache.find(keyOf(0), {{"Accept-Language", "en"}}));
        QVERIFY(cache.find(keyOf(1), {}));
    }

    void theAnswersOfOneContentAreBounded() {
        ResponseCache cache = make(base::mebibytes(1));
        load(cache);
        const int limit = static_cast<int>(ResponseCache::kAnswersOfAContent);
        for (int i = 0; i < 2 * limit; ++i)
            cache.store(keyOf(i), answerWith(idOf(7)));
        QVERIFY(!cache.find(keyOf(limit - 1), {}));
        QVERIFY(cache.find(keyOf(limit), {}));
        QVERIFY(*cache.keyOf(idOf(7)) == keyOf(2 * limit - 1));
        QVERIFY(m_released.empty());

        ResponseCache again = make(base::mebibytes(1));
        load(again); // what was dropped is not on disk either
        QVERIFY(!again.find(keyOf(limit - 1), {}));
        QCOMPARE(again.removeAll(1), ResponseCache::kAnswersOfAContent);
        QCOMPARE(m_released, std::vector{idOf(7)});
    }

    void theLeastRecentlyUsedObjectsGoWhenThereAreTooMany() {
        ResponseCache cache = make(base::mebibytes(1), base::kibibytes(100));
        load(cache);
        for (int i = 0; i < 100; ++i) {
            cache.store(keyOf(i), answerWith(idOf(i)));
            QVERIFY(cache.find(keyOf(0), {}));
        }
        QVERIFY(!cache.find(keyOf(1), {}));
        QVERIFY(!cache.keyOf(idOf(1)));
        QVERIFY(!m_released.empty() && m_released.size() < 100);
        QVERIFY(m_released.front() == idOf(1));
    }

    void anObjectIsForgottenWithAllItsAnswers() {
        ResponseCache cache = make(base::mebibytes(1));
        load(cache);
        const FieldList german{{"accept-language", "de"}};
        cache.store(keyOf(0), answerWith(idOf(0), german));
        cache.store(keyOf(0), answerWith(idOf(0), {{"accept-language", "en"}}));
        cache.store(keyOf(0), answerWith(idOf(1), {{"accept-language", "fr"}}));
        cache.store(keyOf(1), answerWith(idOf(0)));
        cache.removeObject(idOf(0));
        cache.removeObject(idOf(0));
        QVERIFY(!cache.find(keyOf(0), {{"Accept-Language", "de"}}));
        QVERIFY(cache.find(keyOf(0), {{"Accept-Language", "fr"}}));
        QVERIFY(!cache.find(keyOf(1), {}));
        QCOMPARE(m_released, std::vector{idOf(0)});
    }
};

QTEST_GUILESS_MAIN(ResponseCacheTest)
#include "response_cache_test.moc"
