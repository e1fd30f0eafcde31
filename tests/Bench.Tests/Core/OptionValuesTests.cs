using System.Text.Json;
using Bench.Core;

namespace Bench.Tests.Core;

/// <summary>What makes options the same: the content of files, wherever they are named, and not their path.</summary>
public sealed class OptionValuesTests
{
    private static OptionValues File(string path, string sha256) => OptionValues.None.With("file", FileOption.Value(path, sha256));

    private static OptionValues Following(OptionValues other) =>
        OptionValues.None.With("like", JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["criterion"] = "file", ["options"] = other }));

    [Fact]
    public void Files_are_told_apart_by_their_content_also_within_another_strategy()
    {
        Assert.Equal("""{"file":"ab"}""", File("/a", "ab").Canonical);
        Assert.Equal("""{"like":{"criterion":"file","options":{"file":"ab"}}}""", Following(File("/a", "ab")).Canonical);
        Assert.Equal(Following(File("/a", "ab")), Following(File("/b", "ab")));
        Assert.NotEqual(Following(File("/a", "ab")), Following(File("/a", "cd")));
    }

    [Fact]
    public void Files_whose_content_is_not_known_yet_are_told_apart_by_their_path()
    {
        Assert.NotEqual(File("/a", ""), File("/b", ""));
        Assert.NotEqual(Following(File("/a", "")), Following(File("/b", "")));
        Assert.Equal(File("/a", "ab"), File("/b", "").WithContent(_ => "ab"));
        Assert.Equal(Following(File("/a", "ab")), Following(File("/b", "")).WithContent(_ => "ab"));
    }

    [Theory]
    [InlineData(0.00001, "0.00001"), InlineData(1e-12, "0.000000000001"), InlineData(0.3, "0.3"), InlineData(4, "4"), InlineData(1e16, "10000000000000000"), InlineData(0, "0")]
    public void A_number_stands_as_it_is_written_by_hand(double number, string written)
    {
        Assert.Equal(written, new NumberOption("a", number, "").Standing);
        Assert.Equal($"a number from {written} to 2", new NumberOption("a", 1, "") { Low = number, High = 2 }.Valid);
        Assert.Equal($"a number above -1, at most {written}", new NumberOption("a", 1, "") { Low = -1, IsAboveLow = true, High = number }.Valid);
    }
}
