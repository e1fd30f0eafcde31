using System.Text.RegularExpressions;

namespace Bench.Tests.Documentation;

/// <summary>Every command that README.md and docs print is one that the program takes.</summary>
public sealed partial class CommandSnippetTests
{
    // Lines that are no command of this product, and why they are not tried.
    private static readonly Dictionary<string, string> NotTried = new()
    {
        ["export Torch=cuda"] = "a variable of the shell",
        ["hashlib.sha256(numpy.sort(indices).astype(\"<i8\").tobytes()).hexdigest()"] = "Python, to check a fingerprint with; what it says of the bytes is held by the tests of the loader",
        ["bench: no CUDA device: this build has the CPU library only; build with -p:Torch=cuda"] = "what the program answers",
        ["bench: no CUDA device was found ('nvidia-smi' shows those that the driver knows)"] = "what the program answers",
        ["mine: train 540 + 60, test 200, classes 2 of 10"] = "what the program answers",
        ["cells: train 11,959 + 1,712 (as given), test 3,421, classes 8 of 8"] = "what the program answers",
        ["bench: cuda:3: there are 2 devices, cuda:0 and cuda:1"] = "what the program answers",
    };

    public static TheoryData<string> Lines => [.. Snippet.In("sh", "indented").SelectMany(s => s.Text.Split('\n')).Where(l => l.Trim().Length > 0).Distinct()];

    public static TheoryData<string> Inline => [.. Snippet.Pages.SelectMany(p => InText().Matches(Snippet.Read(p))).Select(m => m.Groups[1].Value).Distinct()];

    [Fact]
    public void Every_block_is_in_a_language_that_a_test_reads() =>
        Assert.All(Snippet.All, s => Assert.True(s.Language is "csharp" or "yaml" or "sql" or "sh" or "python" or "indented" or "bibtex" or "", $"{s.Place}: no test reads '{s.Language}'"));

    [Theory, MemberData(nameof(Lines))]
    public void A_line_is_taken_by_the_program_or_known_to_be_none(string line)
    {
        if (NotTried.ContainsKey(line)) return;
        var words = Words(line);
        if (words is ["bench" or "./bench", ..]) Assert.Empty(ParsedProgram.MistakesOf(words[1..]));
        else if (words is ["dotnet", "run" or "build" or "test", ..]) AssertDotnet(words);
        else Assert.Fail($"'{line}' is no command that is tried: make it one, or say in {nameof(NotTried)} why not");
    }

    [Theory, MemberData(nameof(Inline))]
    public void A_command_within_a_sentence_is_one_of_the_program(string command) =>
        Assert.All(ParsedProgram.MistakesOf(Words(command)[1..]), mistake => Assert.Matches("^Required |is required|needs to know what|needs FILE", mistake));

    [Fact]
    public void An_option_within_a_sentence_is_one_of_the_program()
    {
        var named = Snippet.Pages.SelectMany(p => OptionInText().Matches(Snippet.Read(p))).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.Contains("--workers", named);
        Assert.Empty(named.Except(ParsedProgram.Options));
    }

    [Fact]
    public void A_command_that_the_program_does_not_take_is_noticed()
    {
        Assert.NotEmpty(ParsedProgram.MistakesOf(["run", "x.yaml", "--wrokers", "2"]));
        Assert.NotEmpty(ParsedProgram.MistakesOf(["list", "modells"]));
        Assert.NotEmpty(ParsedProgram.MistakesOf(["run"]));
    }

    // What comes after -- is for the program; everything with a slash, and solutions, are there.
    private static void AssertDotnet(string[] words)
    {
        var own = words.TakeWhile(w => w != "--").ToArray();
        if (own.Length < words.Length) Assert.Empty(ParsedProgram.MistakesOf(words[(own.Length + 1)..]));
        var paths = own.Where(w => !w.StartsWith('-') && (w.Contains('/') || w.EndsWith(".sln", StringComparison.Ordinal)));
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Snippet.Root, path)), path));
    }

    // Two blanks or '#' begin a remark; quotation marks keep words together; placeholders of numbers become some.
    private static string[] Words(string line) =>
        [.. Word().Matches(Remark().Replace(line, "")).Select(m => m.Value.Trim('"', '\'')).Select(w => w is "N" or "SECONDS" ? "1" : w)];

    [GeneratedRegex("`((?:\\./)?bench [^`]+)`")]
    private static partial Regex InText();

    [GeneratedRegex("`(--[a-z][a-z-]*)")]
    private static partial Regex OptionInText();

    [GeneratedRegex("(  +| #).*$")]
    private static partial Regex Remark();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|\\S+")]
    private static partial Regex Word();
}
