// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/answer.h"

#include "engine/http/conditional.h"
#include "engine/http/http_date.h"

#include <algorithm>

namespace meson::http {
namespace {

Fields withValidators(Fields fields, const Representation& representation) {
    if (!representation.etag.empty())
        fields.add("ETag", representation.etag);
    if (representation.lastModified)
        fields.add("Last-Modified", formatHttpDate(*representation.lastModified));
    return fields;
}

std::string contentRange(const ByteRange& part, std::uint64_t size) {
    return "bytes " + std::to_string(part.offset) + "-" +
           std::to_string(part.offset + part.length - 1) + "/" + std::to_string(size);
}

Piece contentPiece(const std::shared_ptr<Content>& content, const ByteRange& part) {
    Piece piece;
    piece.content = content;
    piece.offset = part.offset;
    piece.length = part.length;
    return piece;
}

BodyFraming lengthOf(const std::vector<Piece>& body) {
    BodyFraming framing{BodyFraming::Kind::Length, 0};
    for (const Piece& piece : body)
        framing.length += piece.size();
    return framing;
}

Answer notModified(const Representation& representation) {
    // RFC 9110 §15.4.5: what describes the body that is not sent stays away.
    Fields fields = filtered(representation.fields, [](std::string_view name) {
        return !sameName(name, "Content-Type") && !sameName(name, "Content-Encoding") &&
               !sameName(name, "Content-Language");
    });
    Answer answer;
    answer.status = 304;
    answer.fields = withValidators(std::move(fields), representation);
    return answer;
}

Answer unsatisfiable(const Representation& representation) {
    Fields fields;
    fields.add("Content-Range", "bytes */" + std::to_string(representation.content->size()));
    fields.add("Accept-Ranges", "bytes");
    return makeAnswer(416, std::move(fields), {});
}

/// One range: the object's own fields and Content-Range (RFC 9110 §15.3.7.1), or the whole.
Answer onePart(const Representation& representation, int status, const ByteRange& part) {
    Answer answer;
    answer.status = status;
    answer.fields = withValidators(representation.fields, representation);
    answer.fields.add("Accept-Ranges", "bytes");
    if (status == 206)
        answer.fields.add("Content-Range", contentRange(part, representation.content->size()));
    answer.framing = {BodyFraming::Kind::Length, part.length};
    answer.firstByte = part.offset;
    if (part.length > 0)
        answer.body.push_back(contentPiece(representation.content, part));
    return answer;
}

/// Several ranges (RFC 9110 §14.6):
///
///     CRLF --<boundary> CRLF Content-Type: … CRLF Content-Range: … CRLF CRLF <bytes> … CRLF
///     --<boundary>-- CRLF
Answer multipart(
    const Representation& representation, const std::vector<ByteRange>& parts,
    std::string_view boundary) {
    const std::string_view type =
        findField(representation.fields, "Content-Type").value_or(std::string_view());
    const std::string delimiter = "\r\n--" + std::string(boundary);
    Answer answer;
    answer.status = 206;
    for (const ByteRange& part : parts) {
        Fields fields;
        if (!type.empty())
            fields.add("Content-Type", type);
        fields.add("Content-Range", contentRange(part, representation.content->size()));
        answer.body.push_back(framingPiece(delimiter + "\r\n" + fields.lines() + "\r\n"));
        answer.body.push_back(contentPiece(representation.content, part));
    }
    answer.body.push_back(framingPiece(delimiter + "--\r\n"));
    answer.framing = lengthOf(answer.body);
    Fields fields = filtered(representation.fields, [](std::string_view name) {
        return !sameName(name, "Content-Type");
    });
    answer.fields = withValidators(std::move(fields), representation);
    answer.fields.add("Accept-Ranges", "bytes");
    answer.fields.add("Content-Type", "multipart/byteranges; boundary=" + std::string(boundary));
    return answer;
}

} // namespace

std::uint64_t Piece::bodyWithin(std::uint64_t from, std::uint64_t to) const {
    if (content)
        return to - from;
    const std::uint64_t first = std::max<std::uint64_t>(from, leading);
    const std::uint64_t last = std::min<std::uint64_t>(to, bytes.size() - trailing);
    return last > first ? last - first : 0;
}

Piece framingPiece(std::string bytes) {
    Piece piece;
    piece.leading = bytes.size();
    piece.bytes = std::move(bytes);
    return piece;
}

Piece bodyPiece(std::string bytes) {
    Piece piece;
    piece.bytes = std::move(bytes);
    return piece;
}

bool isBodiless(int status) {
    return status < 200 || status == 204 || status == 304;
}

Answer refusal(int status, Fields fields) {
    const std::string phrase(reasonPhrase(status));
    std::string word = phrase;
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
        return c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    });
    fields.add("Content-Type", "application/problem+json");
    return makeAnswer(
        status, std::move(fields),
        R"({"status":)" + std::to_string(status) + R"(,"type":"/problems/)" + word +
            R"(","title":")" + phrase + R"("})");
}

Answer makeAnswer(int status, Fields fields, std::string body) {
    Answer answer;
    answer.status = status;
    answer.fields = std::move(fields);
    if (isBodiless(status))
        return answer;
    answer.framing = {BodyFraming::Kind::Length, body.size()};
    if (!body.empty())
        answer.body.push_back(bodyPiece(std::move(body)));
    return answer;
}

Answer makeAnswer(
    const RequestHead& head, const Representation& representation, base::WallTime now,
    std::string_view boundary) {
    const std::uint64_t size = representation.content->size();
    const Validators validators{representation.etag, representation.lastModified, now};
    const Selection selection = select(head, validators, size);
    switch (selection.status) {
    case 304:
        return notModified(representation);
    case 412:
        return makeAnswer(412, {}, {});
    case 416:
        return unsatisfiable(representation);
    default:
        break;
    }
    if (selection.parts.size() > 1)
        return multipart(representation, selection.parts, boundary);
    return onePart(
        representation, selection.status,
        selection.parts.empty() ? ByteRange{0, size} : selection.parts.front());
}

} // namespace meson::http
