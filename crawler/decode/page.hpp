/// What decoders hand out: facts, row by row.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/body_reader.hpp"
#include "crawler/json_document.hpp"
#include "crawler/pager.hpp"
#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/node.hpp"

namespace canreach::crawler {

/// What a reply does not say itself.
struct decode_context {
    std::string account_id;
    std::string workspace; ///< the workspace whose host was asked; empty = the account host
    std::string zone;      ///< what names of workspaces are appended to, e.g. `.azuredatabricks.net`
    node_key about;        ///< the node whose part is read; containers are taken from the request, not from the echo
};

/// One element of a listing, or all of a single read.
struct decoded_row {
    std::string id;              ///< the platform's id, for telling repeated rows; empty = never repeated
    std::vector<fact> facts;     ///< a node comes first, if the row is one
    std::string system_group;    ///< `users` or `admins`, for the system groups of a workspace; `id` is the numeric one
    bool members_listed = false; ///< a group that came with its members: no read of its own is needed
    bool incomplete = false;     ///< a list does not say all of this object: a read of its own is needed
    std::string object_id; ///< the number that an object's permission list goes by, where its key is a path or name

    /// The node of the row; null if the row is none.
    [[nodiscard]] const node_fact* node() const noexcept {
        return facts.empty() ? nullptr : std::get_if<node_fact>(&facts.front());
    }
};

struct decoded_page {
    page_summary summary;
    std::vector<decoded_row> rows;
    std::size_t malformed = 0;   ///< elements that could not be understood and were left out
    std::string first_malformed; ///< JSON pointer and reason of the first of them
    std::string_view limited_by; ///< what the platform keeps to itself here; empty = nothing
};

/// A document to facts. Pure; the same document gives the same page. Fails with `malformed_reply` on a body that is no
/// such page at all; a strange element only counts as malformed.
using decoder = result<decoded_page> (*)(const json_document& body, const decode_context& context);

/// The same of a body while it arrives, without a document of it: for long lists of short elements.
class page_stream {
public:
    virtual ~page_stream() = default;
    /// False: nothing more is wanted, since `finish()` will fail.
    [[nodiscard]] virtual bool write(std::string_view piece) = 0;
    /// Once, after the last piece.
    [[nodiscard]] virtual result<decoded_page> finish() = 0;
};
/// `size`: about how long the body will be; 0 if nobody knows.
using page_streamer = std::unique_ptr<page_stream> (*)(const decode_context& context, std::size_t size);

/// Reads the body of a reply by such a stream.
class page_stream_reader final : public body_reader {
public:
    page_stream_reader(page_streamer make, const decode_context& context) noexcept : make_(make), context_(context) {}

    void begin(std::size_t size) override { reading_ = make_(context_, size); }
    [[nodiscard]] bool take(std::string_view piece) override { return reading_->write(piece); }
    [[nodiscard]] result<void> end() override {
        auto page = std::exchange(reading_, nullptr)->finish();
        if (!page) return std::move(page).error();
        page_ = std::move(*page);
        return {};
    }
    /// After a body that was read.
    [[nodiscard]] decoded_page& page() noexcept { return page_; }

private:
    page_streamer make_;
    const decode_context& context_;
    std::unique_ptr<page_stream> reading_;
    decoded_page page_;
};

} // namespace canreach::crawler
