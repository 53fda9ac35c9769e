// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/conditional.h"

using namespace meson;
using namespace meson::http;

/// Preconditions and If-Range (RFC 9110 §13), each row one request against one representation of
/// 100 bytes.
class ConditionalTest : public QObject {
    Q_OBJECT

    static inline const std::string kModified = "Sun, 06 Nov 1994 08:49:37 GMT";
    static inline const std::string kEarlier = "Sun, 06 Nov 1994 08:49:36 GMT";
    static inline const std::string kLater = "Sun, 06 Nov 1994 08:49:38 GMT";
    const base::WallTime m_modified = base::fromUnixSeconds(784'111'777);

    static RequestHead headOf(Method method, const std::vector<std::string>& lines) {
        RequestHead head;
        head.method = method;
        for (const std::string& line : lines) {
            const std::string_view view(line);
            const auto colon = view.find(": ");
            head.fields.push_back({view.substr(0, colon), view.substr(colon + 2)});
        }
        return head;
    }

private Q_SLOTS:
    void selects_data() {
        QTest::addColumn<QStringList>("fields");
        QTest::addColumn<QByteArray>("etag");
        QTest::addColumn<int>("forGet");
        QTest::addColumn<int>("forPut");
        const auto row = [](const std::vector<std::string>& fields, const char* etag, int get,
                            int put) {
            QStringList list;
            for (const std::string& field : fields)
                list << QString::fromStdString(field);
            const QByteArray name = list.join(QStringLiteral(" | ")).toLatin1() + " vs " + etag;
            QTest::newRow(name.constData()) << list << QByteArray(etag) << get << put;
        };
        row({}, "\"a\"", 200, 200);
        row({"If-Match: \"a\""}, "\"a\"", 200, 200);
        row({"If-Match: \"b\""}, "\"a\"", 412, 412);
        row({"If-Match: \"b\", \"a\""}, "\"a\"", 200, 200);
        row({"If-Match: \"b\"", "If-Match: \"a\""}, "\"a\"", 200, 200);
        row({"If-Match: *"}, "\"a\"", 200, 200);
        row({"If-Match: *"}, "", 200, 200);
        row({"If-Match: \"a\""}, "", 412, 412);
        row({"If-Match: W/\"a\""}, "W/\"a\"", 412, 412);
        row({"If-Match: W/\"a\""}, "\"a\"", 412, 412);
        row({"If-Match: \"a,b\""}, "\"a,b\"", 200, 200);
        row({"If-Match: nonsense"}, "\"a\"", 412, 412);
        row({"If-Match: \"a\"", "If-Unmodified-Since: " + kEarlier}, "\"a\"", 200, 200);
        row({"If-Unmodified-Since: " + kEarlier}, "\"a\"", 412, 412);
        row({"If-Unmodified-Since: " + kModified}, "\"a\"", 200, 200);
        row({"If-Unmodified-Since: " + kLater}, "\"a\"", 200, 200);
        row({"If-Unmodified-Since: yesterday"}, "\"a\"", 200, 200);
        row({"If-None-Match: \"a\""}, "\"a\"", 304, 412);
        row({"If-None-Match: \"b\""}, "\"a\"", 200, 200);
        row({"If-None-Match: W/\"a\""}, "\"a\"", 304, 412);
        row({"If-None-Match: \"a\""}, "W/\"a\"", 304, 412);
        row({"If-None-Match: \"b\", W/\"a\""}, "\"a\"", 304, 412);
        row({"If-None-Match: \"b\"", "If-None-Match: \"a\""}, "\"a\"", 304, 412);
        row({"If-None-Match: *"}, "", 304, 412);
        row({"If-None-Match: \"b\"", "If-Modified-Since: " + kLater}, "\"a\"", 200, 200);
        row({"If-Modified-Since: " + kEarlier}, "\"a\"", 200, 200);
        row({"If-Modified-Since: " + kModified}, "\"a\"", 304, 200);
        row({"If-Modified-Since: " + kLater}, "\"a\"", 304, 200);
        row({"If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"}, "\"a\"", 304, 200);
        row({"If-Modified-Since: nonsense"}, "\"a\"", 200, 200);
        row({"If-Modified-Since: " + kLater, "If-Modified-Since: " + kLater}, "\"a\"", 200, 200);
        row({"If-Match: \"b\"", "If-None-Match: \"a\""}, "\"a\"", 412, 412);
        row({"Range: bytes=0-1"}, "\"a\"", 206, 200);
        row({"Range: bytes=100-"}, "\"a\"", 416, 200);
        row({"Range: bytes=0-1", "Range: bytes=0-1"}, "\"a\"", 200, 200);
        row({"Range: bytes=0-1", "If-None-Match: \"a\""}, "\"a\"", 304, 412);
        row({"Range: bytes=0-1", "If-Range: \"a\""}, "\"a\"", 206, 200);
        row({"Range: bytes=0-1", "If-Range: \"b\""}, "\"a\"", 200, 200);
        row({"Range: bytes=0-1", "If-Range: W/\"a\""}, "W/\"a\"", 200, 200);
        row({"Range: bytes=100-", "If-Range: \"b\""}, "\"a\"", 200, 200);
        row({"Range: bytes=0-1", "If-Range: " + kModified}, "\"a\"", 206, 200);
        row({"Range: bytes=0-1", "If-Range: " + kLater}, "\"a\"", 200, 200);
        row({"Range: bytes=0-1", "If-Range: " + kEarlier}, "\"a\"", 200, 200);
        row({"Range: bytes=0-1", "If-Range: junk"}, "\"a\"", 200, 200);
        row({"If-Range: \"a\""}, "\"a\"", 200, 200);
    }
    void selects() {
        QFETCH(QStringList, fields);
        QFETCH(QByteArray, etag);
        QFETCH(int, forGet);
        QFETCH(int, forPut);
        std::vector<std::string> lines;
        for (const QString& field : fields)
            lines.push_back(field.toStdString());
        const Validators validators{
            std::string_view(etag.constData(), static_cast<std::size_t>(etag.size())), m_modified,
            m_modified + std::chrono::hours(1)};
        QCOMPARE(select(headOf(Method::Get, lines), validators, 100).status, forGet);
        QCOMPARE(select(headOf(Method::Put, lines), validators, 100).status, forPut);
        const int forHead = forGet == 206 || forGet == 416 ? 200 : forGet; // ranges are for GET
        QCOMPARE(select(headOf(Method::Head, lines), validators, 100).status, forHead);
    }

    void withoutAModificationTimeDatesDoNotCount() {
        const Validators validators{"\"a\"", std::nullopt, m_modified};
        for (const char* name : {"If-Modified-Since: ", "If-Unmodified-Since: "}) {
            const std::vector<std::string> lines{name + kLater};
            QCOMPARE(select(headOf(Method::Get, lines), validators, 100).status, 200);
        }
    }

    void aDateOfThisVerySecondIsNoStrongValidator() {
        const std::vector<std::string> lines{"Range: bytes=0-1", "If-Range: " + kModified};
        const RequestHead head = headOf(Method::Get, lines);
        const auto at = [&](std::chrono::milliseconds after) {
            return select(head, {"", m_modified, m_modified + after}, 100).status;
        };
        QCOMPARE(at(std::chrono::milliseconds(999)), 200);
        QCOMPARE(at(std::chrono::milliseconds(1000)), 206);
    }

    void fractionsOfASecondDoNotMakeItNewer() {
        const auto modified = m_modified + std::chrono::milliseconds(700);
        const std::vector<std::string> lines{"If-Modified-Since: " + kModified};
        QCOMPARE(select(headOf(Method::Get, lines), {"", modified, modified}, 100).status, 304);
    }
};

QTEST_GUILESS_MAIN(ConditionalTest)
#include "conditional_test.moc"
