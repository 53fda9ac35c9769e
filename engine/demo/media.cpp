// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/media.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

static void initialiseDemoResources() {
    Q_INIT_RESOURCE(demo);
}

namespace meson::demo {
namespace {

constexpr int kPollMilliseconds = 100;

/// A moving test picture and a beeping tone, cut into 4 s segments at the same places in all
/// renditions.
QStringList hlsArguments() {
    return QStringLiteral(
               "-hide_banner -loglevel error -y -f lavfi -i testsrc2=size=1280x720:rate=24 "
               "-f lavfi -i sine=frequency=440:beep_factor=4:sample_rate=44100 -t 60 "
               "-filter_complex "
               "[0:v]split=3[a][b][c];[a]scale=416:234[low];[b]scale=768:432[mid];[c]null[high] "
               "-map [low] -map 1:a -map [mid] -map 1:a -map [high] -map 1:a "
               "-c:v libx264 -preset superfast -pix_fmt yuv420p -g 96 -keyint_min 96 -sc_threshold "
               "0 "
               "-b:v:0 400k -maxrate:v:0 440k -bufsize:v:0 800k "
               "-b:v:1 1100k -maxrate:v:1 1200k -bufsize:v:1 2200k "
               "-b:v:2 2600k -maxrate:v:2 2800k -bufsize:v:2 5200k "
               "-c:a aac -ac 2 -b:a 64k -f hls -hls_time 4 -hls_playlist_type vod "
               "-hls_segment_filename r%v_%03d.ts -master_pl_name master.m3u8")
               .split(QLatin1Char(' ')) +
           QStringList{
               QStringLiteral("-var_stream_map"), QStringLiteral("v:0,a:0 v:1,a:1 v:2,a:2"),
               QStringLiteral("r%v.m3u8")};
}

QStringList mp4Arguments() {
    return QStringLiteral(
               "-hide_banner -loglevel error -y -i r1.m3u8 -c copy -movflags +faststart movie.mp4")
        .split(QLatin1Char(' '));
}

bool runFfmpeg(
    const QString& program, const QStringList& arguments, const QString& folder,
    const std::function<bool()>& isCancelled) {
    QProcess ffmpeg;
    ffmpeg.setWorkingDirectory(folder);
    ffmpeg.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    ffmpeg.setStandardInputFile(QProcess::nullDevice());
    ffmpeg.start(program, arguments);
    if (!ffmpeg.waitForStarted())
        return false;
    while (!ffmpeg.waitForFinished(kPollMilliseconds)) {
        if (!isCancelled())
            continue;
        ffmpeg.kill();
        ffmpeg.waitForFinished();
        return false;
    }
    return ffmpeg.exitStatus() == QProcess::NormalExit && ffmpeg.exitCode() == 0;
}

/// Moves a complete folder to its final name, so that a broken attempt is never taken for a film.
bool publish(QTemporaryDir& made, const QString& folder) {
    if (!QDir().rename(made.path(), folder))
        return QFile::exists(folder + QStringLiteral("/movie.mp4"));
    made.setAutoRemove(false);
    return true;
}

bool generate(
    const QString& ffmpeg, const QString& folder, const std::function<bool()>& isCancelled) {
    QTemporaryDir made(folder + QStringLiteral("-XXXXXX"));
    return made.isValid() && runFfmpeg(ffmpeg, hlsArguments(), made.path(), isCancelled) &&
           runFfmpeg(ffmpeg, mp4Arguments(), made.path(), isCancelled) && publish(made, folder);
}

bool unpackSample(const QString& folder) {
    initialiseDemoResources();
    QTemporaryDir made(folder + QStringLiteral("-XXXXXX"));
    if (!made.isValid())
        return false;
    QDirIterator files(QStringLiteral(":/demo/sample"), QDir::Files);
    while (files.hasNext()) {
        files.next();
        if (!QFile::copy(files.filePath(), made.filePath(files.fileName())))
            return false;
    }
    return publish(made, folder);
}

} // namespace

std::optional<Media>
prepareMedia(const std::string& cacheFolder, const std::function<bool()>& isCancelled) {
    const QString cache = QString::fromStdString(cacheFolder);
    if (!QDir().mkpath(cache))
        return std::nullopt;
    const QString film = cache + QStringLiteral("/film-1");
    if (QFile::exists(film))
        return Media{film.toStdString(), Media::Kind::Generated};
    const QString ffmpeg = QStandardPaths::findExecutable(QStringLiteral("ffmpeg"));
    if (!ffmpeg.isEmpty() && generate(ffmpeg, film, isCancelled))
        return Media{film.toStdString(), Media::Kind::Generated};
    const QString sample = cache + QStringLiteral("/sample-1");
    if (isCancelled() || (!QFile::exists(sample) && !unpackSample(sample)))
        return std::nullopt;
    return Media{sample.toStdString(), Media::Kind::PackagedSample};
}

std::string mediaTypeOf(const std::string& name) {
    if (name.ends_with(".m3u8"))
        return "application/vnd.apple.mpegurl";
    if (name.ends_with(".ts"))
        return "video/mp2t";
    return name.ends_with(".mp4") ? "video/mp4" : "application/octet-stream";
}

} // namespace meson::demo
