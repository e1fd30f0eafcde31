using System.Text.RegularExpressions;
using Bench.Cli;
using Bench.Core;
using Bench.Sweeps;
using Bench.Tests.Documentation;
using Words = Bench.Tests.Sweeps.Words;

namespace Bench.TorchTests.Documentation;

/// <summary>
/// Every YAML block of README.md and docs can be read as a sweep. A list is taken for blocks of <c>experiments</c>; what a block lacks
/// of datasets, models, strategies, compressions and seeds is added; the files that it names are made.
/// </summary>
public sealed partial class SweepSnippetTests
{
    private static readonly (string Key, string Value)[] Needed =
        [("datasets", "[mnist]"), ("models", "[lenet5]"), ("strategies", "[global-magnitude, layer-gradient, global-gradient]"), ("compressions", "[1, 2]"), ("seeds", "[1]")];

    public static TheoryData<string> Blocks => [.. Snippet.In("yaml").Select(s => s.Place)];

    [Theory, MemberData(nameof(Blocks))]
    public void A_block_is_a_sweep_or_a_part_of_one(string place)
    {
        var sweep = Load(Whole(Snippet.At(place).Text));
        Assert.NotEmpty(sweep.Experiments);
        Assert.All(sweep.Experiments, e => Assert.NotEmpty(e.Strategies));
    }

    [Fact]
    public void A_block_with_a_mistake_is_noticed() =>
        Assert.Contains("unknown key in 'pretraining' 'epoch'", Assert.Throws<UserError>(() => Load(Whole("pretraining: {epoch: 3}\n"))).Message, StringComparison.Ordinal);

    private static string Whole(string block)
    {
        if (block.StartsWith("- ", StringComparison.Ordinal)) block = $"experiments:\n{Regex.Replace(block, "(?m)^(?=.)", "  ")}";
        var missing = Needed.Where(n => !Regex.IsMatch(block, $"(?m)^ *(- )?{n.Key}:"));
        return string.Concat(missing.Select(n => $"{n.Key}: {n.Value}\n")) + block;
    }

    // Names every file that is asked for, and makes every folder one of pictures, then reads again.
    private static Sweep Load(string text)
    {
        using var folder = new Datasets.TemporaryFolder();
        try
        {
            return Words.Load(text, Catalogues.Vocabulary());
        }
        catch (UserError e) when (AbsentFolder().Matches(e.Message) is { Count: > 0 } absent)
        {
            foreach (Match one in absent)
            {
                foreach (var part in new[] { "train/a", "train/b", "val/a" }) Directory.CreateDirectory(Path.Combine(folder.Path, one.Groups[1].Value, part));
                text = text.Replace($": {one.Groups[1].Value} ", $": {folder.Path}/{one.Groups[1].Value} ", StringComparison.Ordinal).Replace($": {one.Groups[1].Value}\n", $": {folder.Path}/{one.Groups[1].Value}\n", StringComparison.Ordinal);
            }
            return Words.Load(text, Catalogues.Vocabulary());
        }
        catch (UserError e) when (AbsentFile().Matches(e.Message) is { Count: > 0 } absent)
        {
            foreach (Match file in absent) text = text.Replace(file.Groups[1].Value, Path.GetFileName(file.Groups[1].Value), StringComparison.Ordinal);
            return Words.Load(text, Catalogues.Vocabulary(), [.. absent.Select(m => Path.GetFileName(m.Groups[1].Value)).Distinct()]);
        }
    }

    [GeneratedRegex("the folder '([^']+)' does not exist")]
    private static partial Regex AbsentFolder();

    [GeneratedRegex("the file '([^']+)' does not exist")]
    private static partial Regex AbsentFile();
}
