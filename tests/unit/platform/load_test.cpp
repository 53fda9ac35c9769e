// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/load.h"

using namespace meson;
using meson::platform::LoadMeter;

class LoadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void theFirstReadingKnowsNoShare();
    void aShareIsOfTheTimeBetweenReadings();
    void memoryInUseIsWhatIsNotAvailable();
    void aMouseIsNoBattery();
    void whatCannotBeReadIsNothing();
    void ratesAreOfLinesAndDisksWithADevice();
    void thisComputerIsRead();

private:
    void write(const char* name, const QByteArray& text);
    LoadMeter meter() const {
        return LoadMeter(
            m_folder->filePath(QStringLiteral("proc")).toStdString(),
            m_folder->filePath(QStringLiteral("sys")).toStdString());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void LoadTest::write(const char* name, const QByteArray& text) {
    const QString path = m_folder->filePath(QLatin1String(name));
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void LoadTest::theFirstReadingKnowsNoShare() {
    write("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\n");
    auto meter = this->meter();
    QVERIFY(!meter.read().computerBusy);
}

void LoadTest::aShareIsOfTheTimeBetweenReadings() {
#ifdef _WIN32
    QSKIP("Windows has its own counters");
#endif
    write("proc/stat", "cpu  100 0 100 800 50 0 0 0 0 0\ncpu0 1 2 3 4\n");
    auto meter = this->meter();
    meter.read();
    write("proc/stat", "cpu  130 0 130 920 70 0 0 0 0 0\ncpu0 1 2 3 4\n");
    QCOMPARE(meter.read().computerBusy, std::optional(0.3));
}

void LoadTest::memoryInUseIsWhatIsNotAvailable() {
#ifdef _WIN32
    QSKIP("Windows has its own counters");
#endif
    write(
        "proc/meminfo",
        "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\nHuge: 0\n");
    QCOMPARE(meter().read().memoryUsed, std::optional(base::kibibytes(600)));
}

void LoadTest::aMouseIsNoBattery() {
#ifdef _WIN32
    QSKIP("Windows has its own counters");
#endif
    write("sys/class/power_supply/mouse/type", "Battery\n");
    write("sys/class/power_supply/mouse/scope", "Device\n");
    write("sys/class/power_supply/mouse/capacity", "12\n");
    QVERIFY(!meter().read().batteryPercent);
    write("sys/class/power_supply/BAT0/type", "Battery\n");
    write("sys/class/power_supply/BAT0/capacity", "77\n");
    QCOMPARE(meter().read().batteryPercent, std::optional(77));
}

void LoadTest::whatCannotBeReadIsNothing() {
#ifdef _WIN32
    QSKIP("Windows has its own counters");
#endif
    write("proc/stat", "intr 5\n");
    auto meter = this->meter();
    meter.read();
    const auto load = meter.read();
    QVERIFY(!load.computerBusy);
    QVERIFY(!load.memoryUsed);
    QVERIFY(!load.batteryPercent);
}

/// A bridge and a partition would count twice.
void LoadTest::ratesAreOfLinesAndDisksWithADevice() {
#ifdef _WIN32
    QSKIP("Windows has its own counters");
#endif
    const auto count = [this](int times) {
        const QByteArray octets = QByteArray::number(1'000'000 * times);
        const QByteArray sectors = QByteArray::number(2'000 * times);
        write(
            "proc/net/dev", "Inter-| Receive | Transmit\n face |bytes packets\n    lo: " + octets +
                                " 0 0 0 0 0 0 0 " + octets + " 0 0 0 0 0 0 0\n  eth0: " + octets +
                                " 0 0 0 0 0 0 0 " + octets + " 0 0 0 0 0 0 0\n   br0: " + octets +
                                " 0 0 0 0 0 0 0 " + octets + " 0 0 0 0 0 0 0\n");
        write(
            "proc/diskstats", " 8 0 sda 1 0 " + sectors + " 5 1 0 " + sectors + " 5 0 0 0\n" +
                                  " 8 1 sda1 1 0 " + sectors + " 5 1 0 " + sectors + " 5 0 0 0\n");
        write("proc/self/io", "rchar: 1\nread_bytes: " + octets + "\nwrite_bytes: 0\n");
    };
    write("sys/class/net/eth0/device/vendor", "0x8086\n");
    write("sys/block/sda/device/model", "Disk\n");
    count(0);
    auto meter = this->meter();
    QVERIFY(!meter.read().lineIn);
    count(1);
    const auto load = meter.read();
    QVERIFY(load.lineIn && load.lineOut == load.lineIn);
    QVERIFY(load.diskRead && load.diskWritten == load.diskRead);
    QCOMPARE(load.ownWritten, std::optional(base::BytesPerSecond(0)));
    const double ratio = double(load.diskRead->count()) / double(load.lineIn->count());
    QVERIFY(ratio > 1.02 && ratio < 1.03); // 2000 sectors of 512 octets
    write("proc/net/dev", "  eth0: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0\n");
    QVERIFY(!meter.read().lineIn); // it began anew
}

void LoadTest::thisComputerIsRead() {
    LoadMeter meter;
    meter.read();
    const auto load = meter.read();
    QVERIFY(load.ownBusy && *load.ownBusy >= 0 && *load.ownBusy <= 1);
    QVERIFY(load.ownMemory && load.ownMemory->count() > 0);
}

QTEST_GUILESS_MAIN(LoadTest)
#include "load_test.moc"
