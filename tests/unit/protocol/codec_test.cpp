// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/codec.h"
#include "engine/protocol/limits.h"
#include "engine/protocol/statement.h"
#include "tests/support/protocol_document.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <functional>

using namespace meson;
using namespace meson::protocol;

namespace {

/// What decoding and encoding again made of a message, or why it was refused.
using Recoder = std::function<base::Result<QByteArray, DecodeFailure>(const QByteArray&)>;

template <class Message>
base::Result<QByteArray, DecodeFailure> recode(const QByteArray& json) {
    const auto message = decode<Message>(json);
    if (message)
        return encode(*message);
    return tl::unexpected(message.error());
}

const std::map<std::string, Recoder> kRecoders{
    {"NetworkInfo", recode<NetworkInfo>},
    {"Register", recode<Register>},
    {"Registered", recode<Registered>},
    {"CertificateRequest", recode<CertificateRequest>},
    {"Certificate", recode<Certificate>},
    {"Hardware", recode<Hardware>},
    {"Heartbeat", recode<Heartbeat>},
    {"HeartbeatAnswer", recode<HeartbeatAnswer>},
    {"Index", recode<Index>},
    {"EvictionProposal", recode<EvictionProposal>},
    {"EvictionVerdict", recode<EvictionVerdict>},
    {"SelfCheck", recode<SelfCheck>},
    {"StateRequest", recode<StateRequest>},
    {"Receipts", recode<Receipts>},
    {"ReceiptsAnswer", recode<ReceiptsAnswer>},
    {"Earnings", recode<Earnings>},
    {"Statement", recode<Statement>},
    {"StatementsRequest", recode<StatementsRequest>},
    {"Statements", recode<Statements>},
    {"Problem", recode<Problem>},
};

QJsonObject objectOf(const QByteArray& json) {
    return QJsonDocument::fromJson(json).object();
}

QByteArray jsonOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// `root` with the element at `path` replaced, or removed if `value` is undefined.
QJsonValue withElement(const QJsonValue& root, const QStringList& path, const QJsonValue& value) {
    if (path.isEmpty())
        return value;
    const QStringList rest = path.mid(1);
    if (root.isArray()) {
        QJsonArray array = root.toArray();
        const int index = path.first().toInt();
        array[index] = withElement(array.at(index), rest, value);
        return array;
    }
    QJsonObject object = root.toObject();
    const QJsonValue element = withElement(object.value(path.first()), rest, value);
    if (element.isUndefined())
        object.remove(path.first());
    else
        object.insert(path.first(), element);
    return object;
}

/// "commands.0.body.id" in the document's example of `message`, set to `value`.
QByteArray exampleWith(const char* message, const QString& path, const QJsonValue& value) {
    static const auto examples = test::protocolExamples();
    const QJsonObject example = objectOf(examples.at(message));
    return jsonOf(withElement(example, path.split(QLatin1Char('.')), value).toObject());
}

QString textOf(int length) {
    return QString(length, QLatin1Char('x'));
}

QJsonArray arrayOf(int count, const QJsonValue& value) {
    QJsonArray array;
    for (int i = 0; i < count; ++i)
        array.append(value);
    return array;
}

const QString kId(64, QLatin1Char('a'));

} // namespace

Q_DECLARE_METATYPE(DecodeError)

class CodecTest : public QObject {
    Q_OBJECT

private:
    static void messageRows() {
        QTest::addColumn<QByteArray>("message");
        for (const auto& [name, recoder] : kRecoders)
            QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
    }

private Q_SLOTS:
    void everyExampleOfTheDocumentComesBackAsItWas_data() { messageRows(); }
    void everyExampleOfTheDocumentComesBackAsItWas() {
        QFETCH(const QByteArray, message);
        const auto examples = test::protocolExamples();
        QCOMPARE(examples.size(), kRecoders.size());
        const auto example = examples.find(message.toStdString());
        QVERIFY(example != examples.end());
        const auto again = kRecoders.at(message.toStdString())(example->second);
        QVERIFY2(again, again ? "" : explain(again.error()).c_str());
        QVERIFY(!objectOf(*again).isEmpty());
        QCOMPARE(objectOf(*again), objectOf(example->second));
    }

    void aSentenceIsMadeToFitWhatAReaderAccepts() {
        const std::string start(limits::kSentence - 1, 'a');
        for (const auto& [written, read] : std::map<std::string, std::string>{
                 {start + "b", start + "b"},
                 {start + "bc", start + "b"},
                 {start + "\xc3\xa9", start},
                 {"two\nlines\t\x7f", "two lines  "},
                 {"no UTF-8: \xff", "no UTF-8: \xef\xbf\xbd"}}) {
            Heartbeat beat;
            beat.reason = written;
            const auto again = decode<Heartbeat>(encode(beat));
            QVERIFY2(again, again ? "" : explain(again.error()).c_str());
            QCOMPARE(again->reason, read);
        }
    }

    void textsAreJsonWhateverTheyHold_data() {
        QTest::addColumn<QByteArray>("held");
        QTest::addColumn<QByteArray>("written"); // between the quotes
        const auto row = [](const char* name, QByteArray held, QByteArray written) {
            QTest::newRow(name) << held << written;
        };
        row("nothing", "", "");
        row("quotes", R"(a "word")", R"(a \"word\")");
        row("backslash", R"(C:\cache)", R"(C:\\cache)");
        row("control characters", QByteArray("\0\t\n\x1f", 4), R"(\u0000\u0009\u000a\u001f)");
        row("delete", "\x7f", "\x7f");
        row("letters beyond ASCII", "\xe4\xb8\xad\xc3\xa9", "\xe4\xb8\xad\xc3\xa9");
        row("with quotes", "\xc3\xa9\"", "\xc3\xa9\\\"");
        row("no UTF-8", "a\xff", "a\xef\xbf\xbd");
        row("braces and commas", "{[,", "{[,");
    }
    void textsAreJsonWhateverTheyHold() {
        QFETCH(const QByteArray, held);
        QFETCH(const QByteArray, written);
        const Command command{7, UnknownCommand{held.toStdString()}};
        const QByteArray json = encode(command);
        QVERIFY2(json.contains("\"" + written + "\""), json.constData());
        QJsonParseError error;
        QJsonDocument::fromJson(json, &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
    }

    void anyCutOfAMessageIsNotJson_data() { messageRows(); }
    void anyCutOfAMessageIsNotJson() {
        QFETCH(const QByteArray, message);
        const QByteArray example = test::protocolExamples().at(message.toStdString()).trimmed();
        const Recoder& recoder = kRecoders.at(message.toStdString());
        for (qsizetype length = 0; length < example.size(); ++length) {
            const auto result = recoder(example.left(length));
            QVERIFY(!result);
            QCOMPARE(result.error().code, DecodeError::NotJson);
        }
    }

    void everyFieldIsNamedWhenItsTypeIsWrong_data() { messageRows(); }
    void everyFieldIsNamedWhenItsTypeIsWrong() {
        QFETCH(const QByteArray, message);
        const Recoder& recoder = kRecoders.at(message.toStdString());
        const QJsonObject example = objectOf(test::protocolExamples().at(message.toStdString()));
        for (const QString& field : example.keys()) {
            const QJsonValue wrong =
                example.value(field).isObject() ? QJsonValue(1) : QJsonValue(QJsonObject());
            for (const QJsonValue& value : {QJsonValue(), wrong}) {
                const auto result = recoder(exampleWith(message.constData(), field, value));
                QVERIFY2(!result, qPrintable(field));
                QCOMPARE(result.error().code, DecodeError::BadField);
                QCOMPARE(result.error().about, field.toStdString());
            }
        }
    }

    void onlyOptionalFieldsMayBeMissing_data() {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QStringList>("optional");
        const auto row = [](const char* message, const char* optional) {
            QTest::newRow(message)
                << QByteArray(message) << QString::fromLatin1(optional).split(QLatin1Char(' '));
        };
        row("NetworkInfo", "demo");
        row("Register", "addresses tls ownCertificate software payoutAddress");
        row("Registered", "");
        row("CertificateRequest", "");
        row("Certificate", "");
        row("Hardware", "processor system uploadLimit uploadMeasured");
        row("Heartbeat",
            "reason connections uploadRate uploadLimit acknowledgements waitSeconds notice");
        row("HeartbeatAnswer", "commands notices notice");
        row("Index", "from added removed last");
        row("EvictionProposal", "");
        row("EvictionVerdict", "");
        row("SelfCheck", "");
        row("StateRequest", "reason");
        row("Receipts", "");
        row("ReceiptsAnswer", "refused heldBytes epoch");
        row("Earnings", "suspended reason");
        row("Statement", "");
        row("StatementsRequest", "agreed");
        row("Statements", "");
        row("Problem", "detail");
    }
    void onlyOptionalFieldsMayBeMissing() {
        QFETCH(const QByteArray, message);
        QFETCH(const QStringList, optional);
        const QJsonObject example = objectOf(test::protocolExamples().at(message.toStdString()));
        for (const QString& field : example.keys()) {
            const auto result = kRecoders.at(message.toStdString())(
                exampleWith(message.constData(), field, QJsonValue(QJsonValue::Undefined)));
            QCOMPARE(result.has_value(), optional.contains(field));
            if (result)
                continue;
            QCOMPARE(result.error().code, DecodeError::MissingField);
            QCOMPARE(result.error().about, field.toStdString());
        }
    }

    void aFailureNamesThePath_data() {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("at");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<DecodeError>("error");
        QTest::addColumn<QString>("about");
        const auto row = [](const char* message, const char* at, const QJsonValue& value,
                            DecodeError error, const char* about) {
            QTest::newRow(about) << QByteArray(message) << QString::fromLatin1(at) << value << error
                                 << QString::fromLatin1(about);
        };
        const QJsonValue none(QJsonValue::Undefined);
        const auto missing = DecodeError::MissingField;
        const auto bad = DecodeError::BadField;
        row("HeartbeatAnswer", "commands.0.id", none, missing, "commands[0].id");
        row("HeartbeatAnswer", "commands.0.type", none, missing, "commands[0].type");
        row("HeartbeatAnswer", "commands.0.body", none, missing, "commands[0].body");
        row("HeartbeatAnswer", "commands.0.body.sha256", none, missing, "commands[0].body.sha256");
        row("HeartbeatAnswer", "commands.1.body.id", QStringLiteral("zz"), bad,
            "commands[1].body.id");
        row("HeartbeatAnswer", "commands.2.body.leaves.0", -1, bad, "commands[2].body.leaves[0]");
        row("HeartbeatAnswer", "commands.2.body.nonce", QStringLiteral("AAEC"), bad,
            "commands[2].body.nonce");
        row("HeartbeatAnswer", "commands.0.body.fields.1", QJsonArray{QStringLiteral("x")}, bad,
            "commands[0].body.fields[1]");
        row("HeartbeatAnswer", "commands.0.body.fields.0",
            QJsonArray{QStringLiteral("bad name"), QString()}, bad, "commands[0].body.fields[0]");
        row("Heartbeat", "acknowledgements.1.status", QStringLiteral("maybe"), bad,
            "acknowledgements[1].status");
        row("Heartbeat", "acknowledgements.2.answers.0", QStringLiteral("?"), bad,
            "acknowledgements[2].answers[0]");
        row("Index", "removed.0.reason", QString(), bad, "removed[0].reason");
        row("Hardware", "volumes.0.quota", QStringLiteral("1"), bad, "volumes[0].quota");
        row("Receipts", "receipts.0.token", none, missing, "receipts[0].token");
        row("Earnings", "epochs.0.serving", -1, bad, "epochs[0].serving");
        row("Problem", "type", QStringLiteral("about:blank"), bad, "type");
    }
    void aFailureNamesThePath() {
        QFETCH(const QByteArray, message);
        QFETCH(const QString, at);
        QFETCH(const QJsonValue, value);
        QFETCH(const DecodeError, error);
        QFETCH(const QString, about);
        const auto result =
            kRecoders.at(message.toStdString())(exampleWith(message.constData(), at, value));
        QVERIFY(!result);
        QCOMPARE(result.error().code, error);
        QCOMPARE(result.error().about, about.toStdString());
        QVERIFY(!explain(result.error()).empty());
    }

    void limitsHoldAtUnderAndOver_data() {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("at");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* message, const char* at, const char* what,
                            const QJsonValue& value, bool good) {
            QTest::newRow(qPrintable(
                QString::fromLatin1("%1.%2 %3")
                    .arg(QLatin1String(message), QLatin1String(at), QLatin1String(what))))
                << QByteArray(message) << QString::fromLatin1(at) << value << good;
        };
        const auto lengths = [&](const char* message, const char* at, int most) {
            row(message, at, "under", textOf(most - 1), true);
            row(message, at, "at", textOf(most), true);
            row(message, at, "over", textOf(most + 1), false);
        };
        const auto counts = [&](const char* message, const char* at, int most,
                                const QJsonValue& element) {
            row(message, at, "none", QJsonArray(), true);
            row(message, at, "under", arrayOf(most - 1, element), true);
            row(message, at, "at", arrayOf(most, element), true);
            row(message, at, "over", arrayOf(most + 1, element), false);
        };
        lengths("Register", "name", 63);
        row("Register", "name", "empty", QString(), false);
        row("Register", "name", "two bytes each, at", QString(31, QChar(0xe9)), true);
        row("Register", "name", "two bytes each, over", QString(32, QChar(0xe9)), false);
        row("Register", "name", "control", QStringLiteral("a\nb"), false);
        row("Register", "name", "delete", QString(QChar(0x7f)), false);
        lengths("Register", "software", 255);
        lengths("Heartbeat", "reason", 1024);
        lengths("HeartbeatAnswer", "commands.0.body.sources.0", 4096);
        lengths("Index", "removed.0.reason", 64);
        counts("Register", "addresses", 8, QStringLiteral("a"));
        counts("HeartbeatAnswer", "notices", 16, QStringLiteral("a"));
        counts("HeartbeatAnswer", "commands.2.body.leaves", 64, 1);
        counts(
            "HeartbeatAnswer", "commands.0.body.fields", 32,
            QJsonArray{QStringLiteral("A"), QStringLiteral("b")});
        counts("EvictionProposal", "ids", 10'000, kId);
        counts(
            "Index", "added", 10'000,
            QJsonObject{{QStringLiteral("id"), kId}, {QStringLiteral("length"), 1}});
        counts(
            "Heartbeat", "acknowledgements", 256,
            QJsonObject{
                {QStringLiteral("command"), 1},
                {QStringLiteral("status"), QStringLiteral("done")}});
        counts("Heartbeat", "acknowledgements.0.answers", 64, QStringLiteral("AAAA"));
        // 16 KiB are 21846 base64url characters.
        row("Heartbeat", "acknowledgements.2.answers.0", "at", textOf(21846 - 1) + QLatin1Char('A'),
            true);
        row("Heartbeat", "acknowledgements.2.answers.0", "over", textOf(21848), false);
        row("Register", "port", "zero", 0, false);
        row("Register", "port", "least", 1, true);
        row("Register", "port", "most", 65'535, true);
        row("Register", "port", "over", 65'536, false);
        row("Heartbeat", "waitSeconds", "at", 60, true);
        row("Heartbeat", "waitSeconds", "over", 61, false);
        row("Heartbeat", "used", "at", static_cast<qint64>(9'007'199'254'740'991), true);
        row("Heartbeat", "used", "over", static_cast<qint64>(9'007'199'254'740'992), false);
        row("Heartbeat", "used", "negative", -1, false);
        row("Heartbeat", "used", "fraction", 1.5, false);
        row("Heartbeat", "used", "huge", 1e300, false);
        for (const auto& [message, at] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"NetworkInfo", "routerTime"},
                 {"Registered", "routerTime"},
                 {"Certificate", "until"},
                 {"HeartbeatAnswer", "routerTime"},
                 {"HeartbeatAnswer", "commands.0.body.expires"},
                 {"HeartbeatAnswer", "commands.0.body.lastModified"},
                 {"Earnings", "epochs.0.ends"},
                 {"Statement", "ends"},
                 {"Statements", "epochEnds"}}) {
            row(message, at, "latest", static_cast<qint64>(9'000'000'000), true);
            row(message, at, "later", static_cast<qint64>(9'000'000'001), false);
        }
        row("Problem", "status", "399", 399, false);
        row("Problem", "status", "599", 599, true);
    }
    void limitsHoldAtUnderAndOver() {
        QFETCH(const QByteArray, message);
        QFETCH(const QString, at);
        QFETCH(const QJsonValue, value);
        QFETCH(const bool, good);
        const auto result =
            kRecoders.at(message.toStdString())(exampleWith(message.constData(), at, value));
        QVERIFY2(result.has_value() == good, result ? "" : explain(result.error()).c_str());
        if (!good)
            QCOMPARE(result.error().code, DecodeError::BadField);
    }

    void aMessageOfMoreThanFourMebibytesIsRefused() {
        QByteArray json = R"({"change":"drain"})";
        const auto most = static_cast<qsizetype>(limits::kMessageBytes);
        for (const qsizetype size : {most - 1, most}) {
            json.append(size - json.size(), ' ');
            QVERIFY(decode<StateRequest>(json).has_value());
        }
        const auto result = decode<StateRequest>(json + ' ');
        QVERIFY(!result);
        QCOMPARE(result.error().code, DecodeError::NotJson);
    }

    void nestingIsBounded() {
        const auto nested = [](int depth) { // the message itself is the first
            return R"({"change":"drain","x":)" + QByteArray(depth - 1, '[') +
                   QByteArray(depth - 1, ']') + ",\"y\":\"[[[[[[[[[\\\"[[[[\"}";
        };
        QVERIFY(decode<StateRequest>(nested(limits::kNesting - 1)).has_value());
        QVERIFY(decode<StateRequest>(nested(limits::kNesting)).has_value());
        QVERIFY(!decode<StateRequest>(nested(limits::kNesting + 1)));
        QVERIFY(!decode<StateRequest>(QByteArray(1'000'000, '[')));
    }

    void onlyAnObjectIsAMessage_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("number") << QByteArray("1");
        QTest::newRow("two") << QByteArray(R"({"change":"drain"}{"change":"drain"})");
        QTest::newRow("not UTF-8") << QByteArray("{\"change\":\"drain\",\"x\":\"\xff\"}");
        QTest::newRow("brackets that do not match") << QByteArray("]]]]");
    }
    void onlyAnObjectIsAMessage() {
        QFETCH(const QByteArray, json);
        const auto result = decode<StateRequest>(json);
        QVERIFY(!result);
        QCOMPARE(result.error().code, DecodeError::NotJson);
    }

    void unknownFieldsAreIgnored() {
        QVERIFY(decode<StateRequest>(R"({"change":"drain","later":{"a":[1.5,null]}})").has_value());
    }

    void aCommandOfALaterVersionIsKeptAsUnknown() {
        const auto command = decode<Command>(R"({"id":7,"type":"polish","body":{"x":1}})");
        QVERIFY(command.has_value());
        QCOMPARE(command->id, std::int64_t{7});
        const auto* unknown = std::get_if<UnknownCommand>(&command->body);
        QVERIFY(unknown);
        QCOMPARE(unknown->type, std::string("polish"));
        QVERIFY(decode<Command>(R"({"id":7,"type":"polish"})").has_value());
    }

    void defaultsStandForMissingFields() {
        const auto index = decode<Index>(
            R"({"full":true,"sequence":1,"digest":)" + ('"' + kId.toLatin1() + '"') + '}');
        QVERIFY(index.has_value());
        QVERIFY(index->last && index->added.empty() && index->from == 0);
    }
};

QTEST_GUILESS_MAIN(CodecTest)
#include "codec_test.moc"
