#include "tests/unit/simulator/client.hpp"

#include <boost/json/parse.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cctype>

#include "simulator/generator.hpp"

namespace canreach::simulator::test {

std::string answer::code() const {
    return text_at(body, "error_code");
}

client::client(std::shared_ptr<const account> of, service_options options)
    : account_(std::move(of)), service_(account_, [&] {
          options.secret = 77;
          return options;
      }()) {
    const auto host = account_host();
    const auto body = fmt::format("grant_type=client_credentials&scope=all-apis&client_id={}&client_secret={}",
                                  options.accepted.client_id, options.accepted.client_secret);
    const auto target = fmt::format("/oidc/accounts/{}/v1/token", account_->id);
    request what;
    what.method = "POST";
    what.host = host;
    what.target = target;
    what.body = body;
    bearer_ = "Bearer " + text_at(send(what).body, "access_token");
}

answer client::send(request what, std::chrono::milliseconds now) const {
    auto made = service_.answer(service_.locate(what), what, now);
    answer got;
    got.status = made.status;
    got.text = std::move(made.body);
    got.headers = std::move(made.headers);
    boost::system::error_code fault;
    got.body = boost::json::parse(got.text, fault);
    EXPECT_FALSE(fault) << what.target << " gave " << got.text;
    return got;
}

answer client::get(std::string_view host, std::string_view target) const {
    request what;
    what.host = host;
    what.target = target;
    what.authorization = bearer_;
    return send(what);
}

answer client::post(std::string_view host, std::string_view target, std::string_view body,
                    std::chrono::milliseconds now) const {
    request what;
    what.method = "POST";
    what.host = host;
    what.target = target;
    what.body = body;
    what.authorization = bearer_;
    return send(what, now);
}

answer client::account_get(std::string_view target) const {
    return get(account_host(), fmt::format("/api/2.0/accounts/{}/{}", account_->id, target));
}

std::string client::account_host() const {
    return std::string(account_host_of(account_->where));
}

boost::json::array client::walk(std::string_view host, const std::string& target, std::string_view key,
                                int* pages) const {
    boost::json::array all;
    std::string token;
    for (int page = 0; page < 100'000; ++page) {
        const auto joint = target.find('?') == std::string::npos ? '?' : '&';
        const auto got = get(host, token.empty() ? target : fmt::format("{}{}page_token={}", target, joint, token));
        EXPECT_EQ(got.status, 200U) << target << ": " << got.text;
        if (got.status != 200) break;
        if (pages != nullptr) ++*pages;
        if (const auto* rows = got.body.get_object().if_contains(key))
            all.insert(all.end(), rows->get_array().begin(), rows->get_array().end());
        token = text_at(got.body, "next_page_token");
        if (token.empty()) break;
    }
    return all;
}

boost::json::array client::walk_scim(std::string_view host, const std::string& path, int count) const {
    boost::json::array all;
    for (;;) {
        const auto got = get(host, fmt::format("{}?startIndex={}&count={}", path, all.size() + 1, count));
        EXPECT_EQ(got.status, 200U) << got.text;
        const auto* rows = got.status == 200 ? got.body.get_object().if_contains("Resources") : nullptr;
        if (rows == nullptr || rows->get_array().empty()) return all;
        EXPECT_LE(rows->get_array().size(), static_cast<std::size_t>(count));
        all.insert(all.end(), rows->get_array().begin(), rows->get_array().end());
    }
}

std::shared_ptr<const account> preset(std::string_view name) {
    auto made = generate(preset_named(name).value());
    EXPECT_TRUE(made.has_value());
    return std::make_shared<const account>(std::move(*made));
}

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.')
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string text_at(const boost::json::value& from, std::string_view name) {
    const auto* object = from.if_object();
    const auto* value = object != nullptr ? object->if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

} // namespace canreach::simulator::test
