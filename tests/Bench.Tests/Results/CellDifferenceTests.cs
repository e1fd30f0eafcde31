using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class CellDifferenceTests(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    private CellDifference Of(string one, string other)
    {
        using var reader = filled.Temporary.Read();
        return CellDifference.Of(reader, one, reader, other);
    }

    [Fact]
    public void Two_cells_differ_in_what_they_are_and_in_what_came_of_it()
    {
        var difference = Of("random/2/0", "random/4/2");
        Assert.Equal(("digits × lenet5, random at 2×, seed 0", "digits × lenet5, random at 4×, seed 2"), (difference.One.Description, difference.Other.Description));
        Assert.Equal(["quickstart"], difference.One.Sweeps);
        var found = difference.Differences.ToDictionary(f => $"{f.Section} {f.Key}", f => (f.One, f.Other, f.Difference));
        Assert.Equal((2L, 4L, 2L), found["configuration compression"]);
        Assert.Equal((0L, 2L, 2L), found["configuration seed"]);
        Assert.Equal(("pretraining/0", "pretraining/2", null), found["configuration start"]);
        Assert.Equal(920L, found["accuracy test selected correct"].One);
        Assert.Equal(-0.038, (double)found["accuracy test selected top1"].Difference!, 12);
        Assert.Equal((7_000L, 3_000L, -4_000L), found["result kept_prunable"]);
        Assert.Equal(("mask of random/2/0", "mask of random/4/2", null), found["result mask_fingerprint"]);
        Assert.Equal(("cpu", "cuda:1 NVIDIA H100", null), found["environment device"]);
        Assert.DoesNotContain("configuration retraining.batch", found.Keys);
        Assert.Contains(difference.Facts, f => f is { Key: "retraining.batch", IsEqual: true, One: 128L });
        Assert.Contains(difference.Facts, f => f is { Section: "layer", Key: "conv1 density", One: 0.6 });
        Assert.Contains(difference.Facts, f => f is { Key: "budget_total_epochs", IsEqual: true });
        Assert.Equal(difference.Facts.Select(f => f.Section).Distinct().Count(), difference.Facts.Select(f => f.Section).Zip(difference.Facts.Skip(1).Select(f => f.Section)).Count(p => p.First != p.Second) + 1);
    }

    [Fact]
    public void A_cell_does_not_differ_from_itself_and_one_without_a_result_has_its_configuration()
    {
        Assert.Empty(Of("random/2/0", "RANDOM/2/0 ").Differences);
        var unfinished = Of("random/2/0", "random/8/2");
        Assert.Null(unfinished.Other.Finished);
        Assert.Contains(unfinished.Differences, f => f is { Key: "test selected top1", Other: null, Difference: null });
    }

    [Fact]
    public void A_cell_of_another_database_may_be_held_beside_it()
    {
        using var other = new TemporaryDatabase();
        using (var store = other.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
            store.Save(Result(Cell("random", 2, 0), correct: 919), Attempt("random/2/0"));
        }
        using var one = filled.Temporary.Read();
        using var two = other.Read();
        var differing = CellDifference.Of(one, "random/2/0", two, "random/2/0").Differences.Select(f => f.Key).ToList();
        Assert.Contains("test selected top1", differing);
        Assert.DoesNotContain("mask_fingerprint", differing);
    }

    [Theory]
    [InlineData("ran", "'ran' does not name a cell: give at least the first 4 digits of its identity")]
    [InlineData("nosuch", "has an identity that begins with 'nosuch' (column identity of v_cells)")]
    [InlineData("'; drop table cell; --", "has an identity that begins with '")]
    [InlineData("rand", "begin with 'rand': random/2/0 (digits × lenet5, random at 2×, seed 0), random/2/1 (digits × lenet5, random at 2×, seed 1), random/2/2 (digits × lenet5, random at 2×, seed 2), ...; give more digits")]
    [InlineData("%%%%", "has an identity that begins with '%%%%'")]
    public void A_beginning_that_names_no_cell_or_several_is_one_line(string beginning, string mistake)
    {
        var message = Assert.Throws<UserError>(() => Of("random/2/0", beginning)).Message;
        Assert.Contains(mistake, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
