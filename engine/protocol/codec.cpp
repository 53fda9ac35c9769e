// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/codec.h"

#include "engine/protocol/message_fields.h"
#include "engine/protocol/statement_fields.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <concepts>
#include <limits>

namespace meson::protocol {
namespace wire {
namespace {

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// --- reading

/// Where the reader is, and the first failure it met.
struct Trail {
    std::string path;
    std::optional<DecodeFailure> failure;
};

/// Reads `value` into `out` as the element `segment` ("." + name, or "[index]") of the current
/// path.
template <class T, class Bounds>
bool readAt(
    Trail& trail, const std::string& segment, const QJsonValue& value, T& out,
    const Bounds& bounds) {
    const std::size_t length = trail.path.size();
    trail.path += trail.path.empty() && segment.front() == '.' ? segment.substr(1) : segment;
    if (value.isUndefined())
        trail.failure = DecodeFailure{DecodeError::MissingField, trail.path};
    else if (!read(trail, value, out, bounds) && !trail.failure)
        trail.failure = DecodeFailure{DecodeError::BadField, trail.path};
    trail.path.resize(length);
    return !trail.failure;
}

/// Visits the fields of one JSON object; after a failure the rest is left as it is.
class Reader {
public:
    template <class T>
    using Ref = T&;

    Reader(Trail& trail, const QJsonObject& object)
        : m_trail(trail)
        , m_object(object) {}

    template <class T, class Bounds = Plain>
    void operator()(std::string_view name, T& member, const Bounds& bounds = {}) {
        if (!m_trail.failure)
            readAt(m_trail, '.' + std::string(name), valueOf(name), member, bounds);
    }
    template <class T, class Bounds = Plain>
    void optional(std::string_view name, T& member, const Bounds& bounds = {}) {
        if (!valueOf(name).isUndefined())
            (*this)(name, member, bounds);
    }
    void
    alternative(std::string_view tag, std::string_view content, decltype(Command::body)& body) {
        std::string type;
        (*this)(tag, type, kWordText);
        const auto found = std::find(kCommandTypes.begin(), kCommandTypes.end(), type);
        const auto index = static_cast<std::size_t>(found - kCommandTypes.begin());
        if (found == kCommandTypes.end())
            body = UnknownCommand{type};
        else
            emplace(index, content, body, std::make_index_sequence<kCommandTypes.size()>());
    }

private:
    QJsonValue valueOf(std::string_view name) const {
        return m_object.value(QLatin1String(name.data(), static_cast<int>(name.size())));
    }
    template <std::size_t... I>
    void emplace(
        std::size_t index, std::string_view content, decltype(Command::body)& body,
        std::index_sequence<I...>) {
        static_cast<void>(
            ((I == index ? ((*this)(content, body.template emplace<I>()), true) : false) || ...));
    }

    Trail& m_trail;
    const QJsonObject& m_object;
};

bool isControlCharacter(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool hasControlCharacter(std::string_view text) {
    return std::any_of(text.begin(), text.end(), isControlCharacter);
}

/// RFC 9110 §5.6.2.
bool isToken(std::string_view text) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kOthers.find(c) != std::string_view::npos;
    });
}

template <std::integral I>
bool read(Trail&, const QJsonValue& value, I& out, const Range& range) {
    // toInteger() gives the default for what is no number, has a fraction or does not fit.
    constexpr qint64 kNone = std::numeric_limits<qint64>::min();
    const qint64 number = value.toInteger(kNone);
    if (number == kNone || number < range.least || number > range.most)
        return false;
    out = static_cast<I>(number);
    return true;
}

template <class Unit>
bool read(Trail& trail, const QJsonValue& value, base::Quantity<Unit>& out, const Range& range) {
    std::int64_t count = 0;
    if (!read(trail, value, count, range))
        return false;
    out = base::Quantity<Unit>(count);
    return true;
}

bool read(Trail&, const QJsonValue& value, bool& out, const Plain&) {
    out = value.toBool();
    return value.isBool();
}

bool read(Trail&, const QJsonValue& value, std::string& out, const Text& text) {
    out = value.toString().toStdString();
    if (!value.isString() || !out.starts_with(text.prefix))
        return false;
    out.erase(0, text.prefix.size());
    return out.size() >= text.least && out.size() <= text.most && !hasControlCharacter(out);
}

template <class Meaning>
bool read(Trail&, const QJsonValue& value, base::Digest<Meaning>& out, const Plain&) {
    const auto id = base::idFromText<base::Digest<Meaning>>(value.toString().toStdString());
    out = id.value_or(base::Digest<Meaning>());
    return id.has_value();
}

bool read(Trail&, const QJsonValue& value, std::vector<std::uint8_t>& out, const Octets& octets) {
    auto bytes = base::fromBase64Url(value.toString().toStdString());
    if (!value.isString() || !bytes || bytes->size() > octets.most)
        return false;
    out = std::move(*bytes);
    return true;
}

template <std::size_t N>
bool read(Trail& trail, const QJsonValue& value, std::array<std::uint8_t, N>& out, const Plain&) {
    std::vector<std::uint8_t> bytes;
    if (!read(trail, value, bytes, Octets{N}) || bytes.size() != N)
        return false;
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return true;
}

template <class Enum, std::size_t N>
requires std::is_enum_v<Enum>
bool read(Trail&, const QJsonValue& value, Enum& out, const Words<N>& words) {
    const auto found =
        std::find(words.words.begin(), words.words.end(), value.toString().toStdString());
    if (found == words.words.end())
        return false;
    out = static_cast<Enum>(found - words.words.begin());
    return true;
}

bool read(
    Trail&, const QJsonValue& value, std::pair<std::string, std::string>& out, const FieldPair&) {
    const QJsonArray pair = value.toArray();
    if (pair.size() != 2 || !pair[0].isString() || !pair[1].isString())
        return false;
    out = {pair[0].toString().toStdString(), pair[1].toString().toStdString()};
    return isToken(out.first) && out.first.size() <= limits::kText &&
           out.second.size() <= limits::kFieldValue && !hasControlCharacter(out.second);
}

template <class T, class Element>
bool read(Trail& trail, const QJsonValue& value, std::vector<T>& out, const List<Element>& list) {
    const QJsonArray array = value.toArray();
    if (!value.isArray() || static_cast<std::size_t>(array.size()) > list.most)
        return false;
    out.resize(static_cast<std::size_t>(array.size()));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const QJsonValue element = array[static_cast<qsizetype>(i)];
        if (!readAt(trail, '[' + std::to_string(i) + ']', element, out[i], list.element))
            return false;
    }
    return true;
}

template <class Message>
bool read(Trail& trail, const QJsonValue& value, Message& out, const Plain&) {
    const QJsonObject object = value.toObject();
    if (!value.isObject())
        return false;
    Reader reader(trail, object);
    fields(reader, out);
    return !trail.failure;
}

/// Counts brackets outside of texts, so that deep nesting is refused before it is parsed.
bool isNestedTooDeep(const QByteArray& json) {
    int depth = 0;
    bool inText = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText && c == '\\')
            ++i;
        else if (c == '"')
            inText = !inText;
        else if (!inText && (c == '{' || c == '[') && ++depth > limits::kNesting)
            return true;
        else if (!inText && (c == '}' || c == ']'))
            --depth;
    }
    return false;
}

// --- writing

/// `text` as a reader accepts it: at most `most` bytes of whole characters.
std::string fitting(std::string_view text, std::size_t most) {
    std::string fit = toQString(text).toStdString(); // replaces what is no UTF-8
    std::replace_if(fit.begin(), fit.end(), isControlCharacter, ' ');
    std::size_t end = std::min(most, fit.size());
    while (end > 0 && end < fit.size() && (static_cast<unsigned char>(fit[end]) & 0xc0) == 0x80)
        --end;
    fit.resize(end);
    return fit;
}

/// Writes a message as compact JSON. Each element leaves a comma behind, whose place the closing
/// bracket takes.
class Writer {
public:
    template <class T>
    using Ref = const T&;

    template <class T, class Bounds = Plain>
    void operator()(std::string_view name, const T& member, const Bounds& bounds = {}) {
        key(name);
        write(member, bounds);
        m_json += ',';
    }
    template <class T, class Bounds = Plain>
    void optional(std::string_view name, const T& member, const Bounds& bounds = {}) {
        (*this)(name, member, bounds);
    }
    void alternative(
        std::string_view tag, std::string_view content, const decltype(Command::body)& body) {
        const auto* unknown = std::get_if<UnknownCommand>(&body);
        key(tag);
        string(unknown ? unknown->type : kCommandTypes[body.index()]);
        m_json += ',';
        std::visit([&](const auto& command) { (*this)(content, command); }, body);
    }

    template <class Message>
    void write(const Message& message, const Plain&) {
        m_json += '{';
        fields(*this, message);
        close('}');
    }
    QByteArray json() const { return QByteArray::fromStdString(m_json); }

private:
    void write(std::int64_t number, const Range&) { m_json += std::to_string(number); }
    template <class Unit>
    void write(base::Quantity<Unit> quantity, const Range& range) {
        write(quantity.count(), range);
    }
    void write(bool value, const Plain&) { m_json += value ? "true" : "false"; }
    void write(const std::string& value, const Text& text) {
        text.prefix.empty() ? string(value) : string(std::string(text.prefix) + value);
    }
    void write(const std::string& value, const Sentence& sentence) {
        string(fitting(value, sentence.most));
    }
    template <class Meaning>
    void write(const base::Digest<Meaning>& digest, const Plain&) {
        string(toText(digest));
    }
    void write(const std::vector<std::uint8_t>& bytes, const Octets&) {
        string(base::toBase64Url(bytes));
    }
    template <std::size_t N>
    void write(const std::array<std::uint8_t, N>& bytes, const Plain&) {
        string(base::toBase64Url(bytes));
    }
    template <class Enum, std::size_t N>
    void write(Enum value, const Words<N>& words) {
        string(words.words[static_cast<std::size_t>(value)]);
    }
    void write(const std::pair<std::string, std::string>& field, const FieldPair&) {
        m_json += '[';
        string(field.first);
        m_json += ',';
        string(field.second);
        m_json += ']';
    }
    template <class T, class Element>
    void write(const std::vector<T>& values, const List<Element>& list) {
        m_json += '[';
        for (const T& value : values) {
            write(value, list.element);
            m_json += ',';
        }
        close(']');
    }

    void key(std::string_view name) { m_json.append("\"").append(name).append("\":"); }

    /// RFC 8259 §7. What is no UTF-8 is replaced.
    void string(std::string_view text) {
        const bool isPlain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
            return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
        });
        m_json += '"';
        if (isPlain)
            m_json += text;
        else
            escape(toQString(text).toStdString());
        m_json += '"';
    }

    void escape(std::string_view utf8) {
        for (const char& c : utf8) {
            if (static_cast<unsigned char>(c) < 0x20) {
                m_json.append("\\u00").append(base::toHex(base::bytesOf({&c, 1})));
                continue;
            }
            if (c == '"' || c == '\\')
                m_json += '\\';
            m_json += c;
        }
    }

    void close(char bracket) {
        if (m_json.back() == ',')
            m_json.back() = bracket;
        else
            m_json += bracket;
    }

    std::string m_json;
};

} // namespace
} // namespace wire

std::string_view sentence(DecodeError error) {
    switch (error) {
    case DecodeError::NotJson:
        return "The message is not a JSON object, or is longer or more nested than the protocol "
               "allows.";
    case DecodeError::MissingField:
        return "This field is required and missing.";
    case DecodeError::BadField:
        return "This field has the wrong type, or a value out of its range.";
    }
    return {};
}

template <class Message>
QByteArray encode(const Message& message) {
    wire::Writer writer;
    writer.write(message, wire::Plain());
    return writer.json();
}

template <class Message>
base::Result<Message, DecodeFailure> decode(const QByteArray& json) {
    if (static_cast<std::size_t>(json.size()) > limits::kMessageBytes)
        return base::fail(DecodeError::NotJson, std::to_string(json.size()) + " bytes");
    if (wire::isNestedTooDeep(json))
        return base::fail(DecodeError::NotJson, "nesting");
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parsed);
    if (!document.isObject())
        return base::fail(DecodeError::NotJson, "byte " + std::to_string(parsed.offset));
    Message message;
    wire::Trail trail;
    if (!wire::read(trail, document.object(), message, wire::Plain()))
        return tl::unexpected(std::move(*trail.failure));
    return message;
}

#define MESON_MESSAGE(Type)                                                                        \
    template QByteArray encode(const Type&);                                                       \
    template base::Result<Type, DecodeFailure> decode(const QByteArray&);

MESON_MESSAGE(NetworkInfo)
MESON_MESSAGE(Register)
MESON_MESSAGE(Registered)
MESON_MESSAGE(CertificateRequest)
MESON_MESSAGE(Certificate)
MESON_MESSAGE(Hardware)
MESON_MESSAGE(Command)
MESON_MESSAGE(Heartbeat)
MESON_MESSAGE(HeartbeatAnswer)
MESON_MESSAGE(Index)
MESON_MESSAGE(EvictionProposal)
MESON_MESSAGE(EvictionVerdict)
MESON_MESSAGE(SelfCheck)
MESON_MESSAGE(Receipts)
MESON_MESSAGE(ReceiptsAnswer)
MESON_MESSAGE(StateRequest)
MESON_MESSAGE(Earnings)
MESON_MESSAGE(Statement)
MESON_MESSAGE(StatementsRequest)
MESON_MESSAGE(Statements)
MESON_MESSAGE(Problem)
#undef MESON_MESSAGE

} // namespace meson::protocol
