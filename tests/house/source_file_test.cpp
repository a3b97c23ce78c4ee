/// The rules are no better than the eyes they see with.
#include "tests/house/source_file.hpp"

#include <gtest/gtest.h>

namespace cutover::house::source_file_test {
namespace {

TEST(SourceFile, CommentsAndLiteralsAreBlanks) {
    const SourceFile source = source_file(
        "core/a.cpp",
        "int a = 1'000;  // one\n"
        "/* two\n"
        "   three */ int b;\n"
        "auto c = \"// none { \\\" }\";\n"
        "auto d = R\"x(\n"
        "{ )\" // none\n"
        ")x\";\n"
        "char e = '\"';\n");
    EXPECT_EQ(source.comment_lines, 3U);
    const std::vector<std::string> code{
        "int a = 1'000;        ",
        "      ",
        "            int b;",
        "auto c = \"              \";",
        "auto d = R\"  ",
        "            ",
        "  \";",
        "char e = ' ';"};
    EXPECT_EQ(source.code, code);
}

struct FunctionCase {
    const char* name;
    const char* text;
    std::vector<std::size_t> lines;
};

TEST(SourceFile, FunctionsAreFound) {
    const FunctionCase cases[] = {
        {"free", "int f(int a) {\n    return a;\n}\n", {3}},
        {"two, and a variable between", "void f() {\n}\nint a[] = {\n1};\nvoid g() {}\n", {2, 1}},
        {"members",
         "class A {\n  public:\n    int f() const { return a_{}; }\n    int a_{};\n};",
         {1}},
        {"constructor", "A::A(int a)\n    : a_(a), b_{a}, c_{} {\n    f();\n}\n", {4}},
        {"trailing return", "auto f() -> std::map<int, int> {\n    return {};\n}\n", {3}},
        {"head of several lines", "template<typename T>\nvoid f(\n    T a) noexcept {\n}\n", {4}},
        {"lambdas belong to it", "void f() {\n    g([&] {\n        h();\n    });\n}\n", {5}},
        {"enumerations are none", "enum class E : int { a, b };\nusing F = int;\n", {}},
        {"nested namespaces", "namespace a {\nnamespace {\nvoid f() {\n}\n}\n}\n", {2}},
        {"a test", "TEST(A, B) {\n    EXPECT_TRUE(x) << '{';\n}\n", {3}},
        {"initialiser with calls", "const A a = make(1);\nA b{f(2), {3}};\n", {}},
    };
    for (const FunctionCase& each : cases) {
        SCOPED_TRACE(each.name);
        std::vector<std::size_t> lines;
        for (const FunctionLength& function : functions_of(source_file("a.cpp", each.text))) {
            lines.push_back(function.lines);
        }
        EXPECT_EQ(lines, each.lines);
    }
}

TEST(SourceFile, Percentiles) {
    EXPECT_EQ(percentile({}, 50), 0U);
    EXPECT_EQ(percentile({3, 1, 2}, 50), 2U);
    EXPECT_EQ(percentile({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 90), 9U);
    EXPECT_EQ(percentile({1, 2, 3}, 100), 3U);
}

}  // namespace
}  // namespace cutover::house::source_file_test
