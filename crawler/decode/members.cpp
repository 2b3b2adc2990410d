#include "crawler/decode/members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/detail/flat_list.hpp"
#include "crawler/detail/group_members.hpp"
#include "crawler/detail/page_reader.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::flat_field;
using detail::row_or_reason;

/// A member takes some hundred bytes, of which its id is a tenth; what a server says of its length is believed within
/// reason.
constexpr std::size_t least_bytes_of_a_member = 64;
constexpr std::size_t most_members_expected = 4096;
constexpr std::size_t bytes_of_an_id = 16;

/// What both kinds of lists have in common: one page, elements counted, odd ones named.
class members_stream : public page_stream, private detail::flat_elements {
public:
    members_stream(std::string_view list, std::span<const std::string_view> fields, detail::flat_list::pages how,
                   const decode_context& context)
        : context_(context), list_(list), elements_(list, fields, how, *this) {}

    [[nodiscard]] bool write(std::string_view piece) override { return elements_.write(piece); }
    [[nodiscard]] result<decoded_page> finish() override {
        auto token = elements_.finish();
        if (!token) return std::move(token).error();
        page_.summary.next_page_token = std::move(*token);
        complete();
        return std::move(page_);
    }

protected:
    virtual void restart() = 0;
    virtual void add(std::span<const flat_field> fields) = 0;
    virtual void complete() {}
    void leave_out(std::string_view why) {
        detail::leave_out(page_, fmt::format("/{}/{}", list_, page_.summary.items - 1), why);
    }

    decode_context context_;
    decoded_page page_;

private:
    void begin() override {
        page_ = {};
        restart();
    }
    void take(std::span<const flat_field> fields) override {
        ++page_.summary.items;
        add(fields);
    }
    void take_other() override {
        ++page_.summary.items;
        leave_out("not an object");
    }

    std::string_view list_;
    detail::flat_list elements_;
};

constexpr std::string_view whole_list = "members";
constexpr std::array<std::string_view, 2> whole_fields{"value", "$ref"};

class whole_group final : public members_stream {
public:
    whole_group(const decode_context& context, std::size_t size)
        : members_stream(whole_list, whole_fields, detail::flat_list::pages::one, context),
          expected_(std::min(size / least_bytes_of_a_member, most_members_expected)) {}

private:
    void restart() override { members_ = {}; }
    void add(std::span<const flat_field> fields) override {
        const auto who = detail::member_named(fields[0].id(), fields[1].text(), context_.workspace);
        if (!who) return leave_out(detail::member_without_name);
        if (members_.empty()) members_.reserve(expected_, expected_ * bytes_of_an_id);
        members_.add(*who);
    }
    void complete() override {
        decoded_row row;
        if (!members_.empty()) row.facts.emplace_back(members_fact{context_.about, std::move(members_)});
        page_.rows.push_back(std::move(row));
    }

    std::size_t expected_;
    member_list members_;
};

constexpr std::string_view direct_list = "direct_group_members";
constexpr std::array<std::string_view, 2> direct_fields{"principal_id", "principal_type"};
constexpr std::string_view no_principal_id = "no `principal_id`";

std::optional<decoded_row> direct_member(std::string_view id, std::string_view type, const node_key& group) {
    if (id.empty()) return std::nullopt;
    auto who = type == "USER"                ? principal_ref::to({node_kind::user, {}, std::string(id)})
               : type == "SERVICE_PRINCIPAL" ? principal_ref::to({node_kind::service_principal, {}, std::string(id)})
               : type == "GROUP"             ? principal_ref::to({node_kind::group, {}, std::string(id)})
                                             : principal_ref::with_id(std::string(id));
    decoded_row row;
    row.id = std::string(id);
    row.facts.emplace_back(member_fact{std::move(who), group});
    return row;
}

class direct_page final : public members_stream {
public:
    explicit direct_page(const decode_context& context)
        : members_stream(direct_list, direct_fields, detail::flat_list::pages::by_token, context) {}

private:
    void restart() override {}
    void add(std::span<const flat_field> fields) override {
        auto row = direct_member(fields[0].id(), fields[1].text(), context_.about);
        if (!row) return leave_out(no_principal_id);
        page_.rows.push_back(std::move(*row));
    }
};

} // namespace

result<decoded_page> decode_group_members(const json_document& body, const decode_context& context) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    if (detail::has(*root, whole_list) && !root->at(whole_list).is_array())
        return detail::wrong_page(fmt::format("/{}", whole_list), "an array");
    decoded_page page;
    decoded_row row;
    detail::add_members(page, row, *root, context.about, context.workspace, "");
    page.summary.items = detail::array_in(*root, whole_list).size();
    page.rows.push_back(std::move(row));
    return page;
}

std::unique_ptr<page_stream> stream_group_members(const decode_context& context, std::size_t size) {
    return std::make_unique<whole_group>(context, size);
}

result<decoded_page> decode_direct_members(const json_document& body, const decode_context& context) {
    return detail::read_page(body, direct_list, [&](const json::object& from) -> row_or_reason {
        auto row = direct_member(detail::id_in(from, direct_fields[0]), detail::text_in(from, direct_fields[1]),
                                 context.about);
        if (!row) return no_principal_id;
        return std::move(*row);
    });
}

std::unique_ptr<page_stream> stream_direct_members(const decode_context& context, std::size_t) {
    return std::make_unique<direct_page>(context);
}

} // namespace canreach::crawler
