// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/terminal/pair_line.h"

using namespace meson;
using terminal::PairLine;
using terminal::PairLineError;

namespace {

const std::string kNode = base::toText(base::NodeId{{1, 2, 3}});
const std::string kCode = "abcdefghijkl2345";

std::string line(const std::string& address) {
    return "meson-pair:" + address + '/' + kNode + '/' + kCode;
}

} // namespace

class PairLineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatItWrites_data() {
        QTest::addColumn<QString>("host");
        for (const char* host : {"192.0.2.7", "2001:db8::7", "::1", "home.example.org", "nas"})
            QTest::newRow(host) << QString::fromLatin1(host);
    }
    void readsWhatItWrites() {
        QFETCH(QString, host);
        const PairLine written{host.toStdString(), 8091, base::NodeId{{9, 8}}, kCode};
        const auto read = PairLine::parse(written.text());
        QVERIFY(read);
        QCOMPARE(*read, written);
    }

    void takesCapitalsAndSpaceAround() {
        const auto read =
            PairLine::parse(" \tMESON-PAIR:Home.Example.org:1/" + kNode + "/ABCDEFGHIJKL2345\r\n");
        QVERIFY(read);
        QCOMPARE(read->host, std::string("home.example.org"));
        QCOMPARE(read->port, std::uint16_t(1));
        QCOMPARE(read->code, kCode);
    }

    void namesTheFirstThingThatIsWrong_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<PairLineError>("error");
        const auto row = [](const char* name, const std::string& text, PairLineError error) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << error;
        };
        row("nothing", "", PairLineError::NotALine);
        row("space", "  ", PairLineError::NotALine);
        row("a link to a Router", "meson:https://router.example", PairLineError::NotALine);
        row("its beginning", "meson-pair:", PairLineError::Host);
        row("no port yet", "meson-pair:home", PairLineError::Host);
        row("no host", line(":8091"), PairLineError::Host);
        row("a user name", line("me@home:8091"), PairLineError::Host);
        row("a path in it", line("home/x:8091"), PairLineError::Host);
        row("half an address", line("192.0.2:8091"), PairLineError::Host);
        row("bare IPv6", line("2001:db8::7:8091"), PairLineError::Host);
        row("IPv4 in brackets", line("[192.0.2.7]:8091"), PairLineError::Host);
        row("an address with a zone", line("[fe80::1%eth0]:1"), PairLineError::Host);
        row("a null in an address", line("[::1" + std::string(1, '\0') + "]:1"),
            PairLineError::Host);
        row("an open bracket", line("[::1:8091"), PairLineError::Host);
        row("a name of 254", line(std::string(254, 'a') + ":1"), PairLineError::Host);
        row("port 0", line("home:0"), PairLineError::Port);
        row("port 65536", line("home:65536"), PairLineError::Port);
        row("a signed port", line("home:+1"), PairLineError::Port);
        row("no slash", "meson-pair:home:8091", PairLineError::Port);
        row("half an id", "meson-pair:home:1/" + kNode.substr(1) + '/' + kCode,
            PairLineError::Node);
        row("a foreign letter", "meson-pair:home:1/" + kNode.substr(1) + "1/" + kCode,
            PairLineError::Node);
        row("no code", "meson-pair:home:1/" + kNode + '/', PairLineError::Code);
        row("15 of it", "meson-pair:home:1/" + kNode + '/' + kCode.substr(1), PairLineError::Code);
        row("17 of it", line("home:1") + 'a', PairLineError::Code);
        row("two lines", line("home:1") + '\n' + line("home:1"), PairLineError::Code);
    }
    void namesTheFirstThingThatIsWrong() {
        QFETCH(QByteArray, text);
        QFETCH(PairLineError, error);
        const auto read = PairLine::parse(text.toStdString());
        QVERIFY(!read);
        QCOMPARE(read.error(), error);
        QVERIFY(sentence(read.error()).ends_with('.') || sentence(read.error()).ends_with('"'));
    }

    void noBeginningOfALineIsALine() {
        const std::string whole = line("[2001:db8::7]:8091");
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY2(!PairLine::parse(whole.substr(0, length)), std::to_string(length).c_str());
        QVERIFY(PairLine::parse(whole));
    }
};

QTEST_GUILESS_MAIN(PairLineTest)
#include "pair_line_test.moc"
