// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/http_date.h"
#include "engine/router/cache_policy.h"

#include <QTest>

using namespace meson;
using namespace meson::router;
using std::chrono::seconds;

namespace {

const base::WallTime kNow = base::fromUnixSeconds(1'800'000'000);

std::string date(int secondsFromNow) {
    return http::formatHttpDate(kNow + seconds(secondsFromNow));
}

// "Name: value" lines; {N} stands for the date N seconds from now.
FieldList fieldsOf(const QString& lines) {
    FieldList fields;
    const auto split = lines.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : split) {
        const auto colon = line.indexOf(QLatin1Char(':'));
        QString value = line.mid(colon + 1).trimmed();
        if (value.startsWith(QLatin1Char('{')))
            value = QString::fromStdString(date(value.mid(1, value.size() - 2).toInt()));
        fields.emplace_back(line.left(colon).toStdString(), value.toStdString());
    }
    return fields;
}

ResponseMeta response(const QString& lines, int status = 200) {
    return {status, fieldsOf(lines), kNow, kNow};
}

CacheRequest request(const QString& control = {}) {
    CacheRequest result;
    result.method = "GET";
    result.control = parseCacheControl(control.toStdString());
    return result;
}

} // namespace

class CachePolicyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splitsListsOutsideOfQuotes_data() {
        QTest::addColumn<QStringList>("elements");
        QTest::newRow("a, b ,c") << QStringList{
            QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
        QTest::newRow("a=\"x,y\", b")
            << QStringList{QStringLiteral("a=\"x,y\""), QStringLiteral("b")};
        QTest::newRow("a=\"\\\",\", b")
            << QStringList{QStringLiteral("a=\"\\\",\""), QStringLiteral("b")};
        QTest::newRow(",, a,") << QStringList{QStringLiteral("a")};
        QTest::newRow("\"open, b") << QStringList{QStringLiteral("\"open, b")};
    }
    void splitsListsOutsideOfQuotes() {
        QFETCH(QStringList, elements);
        QStringList found;
        for (const std::string& element : listElements(QTest::currentDataTag()))
            found << QString::fromStdString(element);
        QCOMPARE(found, elements);
    }

    void knowsHowLongAnAnswerIsFresh_data() {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<qint64>("lifetime");
        const auto row = [](const char* name, const char* fields, qint64 lifetime) {
            QTest::newRow(name) << QString::fromLatin1(fields) << lifetime;
        };
        row("nothing", "", 0);
        row("max-age", "Cache-Control: max-age=10", 10);
        row("s-maxage wins", "Cache-Control: max-age=10, s-maxage=5", 5);
        row("max-age over Expires", "Cache-Control: max-age=10\nDate: {0}\nExpires: {99}", 10);
        row("repeated: the smallest", "Cache-Control: max-age=20\nCache-Control: max-age=10", 10);
        row("quoted", "Cache-Control: max-age=\"10\"", 10);
        row("negative is stale", "Cache-Control: max-age=-1", 0);
        row("no number is stale", "Cache-Control: max-age=x\nDate: {0}\nExpires: {99}", 0);
        row("huge", "Cache-Control: max-age=99999999999999999999", 2147483648);
        row("upper case", "cache-control: MAX-AGE=10", 10);
        row("Expires", "Date: {0}\nExpires: {30}", 30);
        row("Expires by the origin's clock", "Date: {100}\nExpires: {130}", 30);
        row("Expires without Date", "Expires: {30}", 30);
        row("Expires in the past", "Date: {0}\nExpires: {-1}", 0);
        row("invalid Expires is stale", "Date: {0}\nExpires: 0\nLast-Modified: {-1000}", 0);
        row("guess", "Date: {0}\nLast-Modified: {-1000}", 100);
        row("guess is a day at most", "Date: {0}\nLast-Modified: {-10000000}", 86400);
        row("no guess from the future", "Date: {0}\nLast-Modified: {10}", 0);
        row("targeted", "CDN-Cache-Control: max-age=7\nCache-Control: max-age=10\nExpires: {9}", 7);
        row("empty target", "CDN-Cache-Control: public\nDate: {0}\nExpires: {9}", 0);
    }
    void knowsHowLongAnAnswerIsFresh() {
        QFETCH(QString, fields);
        QFETCH(qint64, lifetime);
        QCOMPARE(qint64{freshnessOf(response(fields)).lifetime.count()}, lifetime);
    }

    void knowsTheAgeOfAnAnswer_data() {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<int>("delay");
        QTest::addColumn<int>("age");
        QTest::newRow("none") << QStringLiteral("") << 0 << 5;
        QTest::newRow("stated") << QStringLiteral("Age: 10") << 0 << 15;
        QTest::newRow("stated and delay") << QStringLiteral("Age: 10") << 2 << 17;
        QTest::newRow("apparent") << QStringLiteral("Date: {-20}") << 0 << 25;
        QTest::newRow("the larger") << QStringLiteral("Date: {-20}\nAge: 30") << 0 << 35;
        QTest::newRow("first of a list") << QStringLiteral("Age: 10, 99") << 0 << 15;
        QTest::newRow("no number") << QStringLiteral("Age: x") << 0 << 5;
    }
    void knowsTheAgeOfAnAnswer() {
        QFETCH(QString, fields);
        QFETCH(int, delay);
        QFETCH(int, age);
        ResponseMeta meta = response(fields);
        meta.requested = kNow - seconds(delay);
        QCOMPARE(static_cast<int>(ageOf(meta, kNow + seconds(5)).count()), age);
    }

    void decidesWhatMayBeStored_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("fields");
        QTest::addColumn<bool>("authorized");
        QTest::addColumn<bool>("may");
        const auto row = [](const char* name, int status, const char* fields, bool authorized,
                            bool may) {
            QTest::newRow(name) << status << QString::fromLatin1(fields) << authorized << may;
        };
        row("plain 200", 200, "", false, true);
        row("302 without lifetime", 302, "", false, false);
        row("302 with lifetime", 302, "Cache-Control: max-age=1", false, true);
        row("404", 404, "", false, true);
        row("206", 206, "Cache-Control: max-age=1", false, false);
        row("999", 999, "Cache-Control: max-age=1", false, false);
        row("no-store", 200, "Cache-Control: max-age=1, no-store", false, false);
        row("private", 200, "Cache-Control: private", false, false);
        row("private with names", 200, "Cache-Control: private=\"X\", max-age=1", false, false);
        row("no-store beside a target", 200,
            "CDN-Cache-Control: max-age=9\nCache-Control: no-store", false, true);
        row("Set-Cookie", 200, "Cache-Control: public, max-age=1\nSet-Cookie: a=b", false, false);
        row("Vary *", 200, "Cache-Control: max-age=1\nVary: a, *", false, false);
        row("authorized", 200, "Cache-Control: max-age=1", true, false);
        row("authorized, public", 200, "Cache-Control: public", true, true);
        row("authorized, s-maxage", 200, "Cache-Control: s-maxage=1", true, true);
        row("authorized, must-revalidate", 200, "Cache-Control: must-revalidate", true, true);
    }
    void decidesWhatMayBeStored() {
        QFETCH(int, status);
        QFETCH(QString, fields);
        QFETCH(bool, authorized);
        QFETCH(bool, may);
        CacheRequest asked = request();
        asked.hasAuthorization = authorized;
        QCOMPARE(mayStore(asked, response(fields, status)), may);
        asked.method = "POST";
        QVERIFY(!mayStore(asked, response(fields, status)));
        QVERIFY(!mayStore(request(QStringLiteral("no-store")), response(fields, status)));
    }

    void decidesHowToReuse_data() {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<QString>("control");
        QTest::addColumn<int>("after");
        QTest::addColumn<int>("reuse");
        const auto row = [](const char* fields, const char* control, int after, Reuse reuse) {
            QTest::addRow("%s | %s | %d", fields, control, after)
                << QString::fromLatin1(fields) << QString::fromLatin1(control) << after
                << static_cast<int>(reuse);
        };
        row("Cache-Control: max-age=10", "", 9, Reuse::Fresh);
        row("Cache-Control: max-age=10", "", 10, Reuse::Validate);
        row("Cache-Control: max-age=10, no-cache", "", 0, Reuse::Validate);
        row("Cache-Control: max-age=10, no-cache=\"X\"", "", 0, Reuse::Validate);
        row("Cache-Control: max-age=10", "no-cache", 0, Reuse::Validate);
        row("Cache-Control: max-age=10", "max-age=5", 5, Reuse::Fresh);
        row("Cache-Control: max-age=10", "max-age=5", 6, Reuse::Validate);
        row("Cache-Control: max-age=10", "max-stale=99", 11, Reuse::Validate);
        row("Cache-Control: max-age=10", "min-fresh=5", 5, Reuse::Fresh);
        row("Cache-Control: max-age=10", "min-fresh=5", 6, Reuse::Validate);
        row("Cache-Control: max-age=10, stale-while-revalidate=5", "", 14,
            Reuse::StaleWhileRevalidate);
        row("Cache-Control: max-age=10, stale-while-revalidate=5", "", 15, Reuse::Validate);
        row("Cache-Control: max-age=10, stale-while-revalidate=5, must-revalidate", "", 12,
            Reuse::Validate);
    }
    void decidesHowToReuse() {
        QFETCH(QString, fields);
        QFETCH(QString, control);
        QFETCH(int, after);
        QFETCH(int, reuse);
        const Reuse decided =
            decideReuse(request(control), response(fields), kNow + seconds(after));
        QCOMPARE(static_cast<int>(decided), reuse);
    }

    void standsInForAFailingOriginOnlyWhereAllowed() {
        const auto at = [](const char* fields, int after) {
            return mayServeOnError(response(QString::fromLatin1(fields)), kNow + seconds(after));
        };
        QVERIFY(at("Cache-Control: max-age=1, stale-if-error=10", 10));
        QVERIFY(!at("Cache-Control: max-age=1, stale-if-error=10", 11));
        QVERIFY(!at("Cache-Control: max-age=1", 1));
        QVERIFY(!at("Cache-Control: max-age=1, stale-if-error=10, must-revalidate", 5));
    }

    void takesOverWhatA304Says() {
        ResponseMeta stored = response(QStringLiteral(
            "X: old\nContent-Type: a\nETag: \"1\"\nAge: 5\nCache-Control: max-age=1"));
        ResponseMeta update =
            response(QStringLiteral("X: new\nContent-Type: b\nCache-Control: max-age=9"), 304);
        update.received = kNow + seconds(50);
        updateStored(stored, update);
        QCOMPARE(stored.status, 200);
        QCOMPARE(joinedField(stored.fields, "X"), std::optional<std::string>("new"));
        QCOMPARE(joinedField(stored.fields, "Content-Type"), std::optional<std::string>("a"));
        QVERIFY(!joinedField(stored.fields, "Age"));
        QCOMPARE(freshnessOf(stored).lifetime.count(), std::int64_t{9});
        QVERIFY(stored.received == kNow + seconds(50));
    }

    void matchesByEveryFieldThatVaries() {
        const FieldList varying = fieldsOf(QStringLiteral("Vary: Accept, X-B\nVary: accept"));
        const FieldList asked = fieldsOf(QStringLiteral("Accept: a , b\nAccept: c"));
        const auto key = VaryKey::of(varying, asked);
        QVERIFY(key.has_value());
        QCOMPARE(key->fields().size(), std::size_t{2});
        QVERIFY(key->matches(fieldsOf(QStringLiteral("accept: a,b,c"))));
        QVERIFY(!key->matches(fieldsOf(QStringLiteral("Accept: a, b"))));
        QVERIFY(!key->matches(fieldsOf(QStringLiteral("Accept: a, b, c\nX-B: 1"))));
        QVERIFY(!VaryKey::of(fieldsOf(QStringLiteral("Vary: *")), asked));
    }

    void knowsWhichMethodsInvalidate() {
        QVERIFY(invalidates("POST", 200));
        QVERIFY(invalidates("PURGE", 303));
        QVERIFY(!invalidates("POST", 404));
        QVERIFY(!invalidates("GET", 200));
    }
};

QTEST_GUILESS_MAIN(CachePolicyTest)
#include "cache_policy_test.moc"
