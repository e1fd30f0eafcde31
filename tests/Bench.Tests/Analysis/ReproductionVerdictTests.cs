using Bench.Analysis;
using Bench.Results;

namespace Bench.Tests.Analysis;

public sealed class ReproductionVerdictTests
{
    private static List<ComparedFact> Facts(long correct = 9000, long now = 9000, string mask = "a", long kept = 100, string? target = null) =>
    [
        new("accuracy", "test last correct", correct, now), new("accuracy", "test last total", 10_000L, 10_000L), new("result", "headline", "last", "last"),
        new("result", "mask_fingerprint", "a", mask), new("result", "kept_prunable", 100L, kept), new("result", "target", target, target), new("result", "start_fingerprint", "s", mask == "a" ? "s" : "t"),
    ];

    [Fact]
    public void On_the_same_kind_of_machine_every_number_has_to_be_equal()
    {
        Assert.True(ReproductionVerdict.Of(Facts(), bitForBit: true, imported: false).IsReproduced);
        var other = ReproductionVerdict.Of(Facts(now: 9001), bitForBit: true, imported: false);
        Assert.Equal("test last correct", Assert.Single(other.Unexpected).Key);
        Assert.False(other.IsReproduced);
    }

    [Fact]
    public void Elsewhere_the_headline_may_differ_by_three_standard_errors_and_masks_may_but_counts_may_not()
    {
        // 3 · √(2 · 10,000 · 0.9 · 0.1) = 127.3 samples.
        Assert.Equal(127.3, ReproductionVerdict.Of(Facts(), false, false).Tolerance, 1);
        Assert.True(ReproductionVerdict.Of(Facts(now: 9127, mask: "b"), false, imported: false).IsReproduced);
        Assert.False(ReproductionVerdict.Of(Facts(now: 9128), false, false).IsReproduced);
        Assert.False(ReproductionVerdict.Of(Facts(kept: 99), false, false).IsReproduced);
        Assert.True(ReproductionVerdict.Of(Facts(kept: 99, target: "macs"), false, false).IsReproduced);
        Assert.Equal("start_fingerprint", Assert.Single(ReproductionVerdict.Of(Facts(mask: "b"), false, imported: true).Unexpected).Key);
        Assert.False(ReproductionVerdict.Of(Facts(now: 9011), false, false, points: 0.1).IsReproduced);
    }

    [Fact]
    public void A_flag_whose_word_the_stored_build_did_not_know_is_no_other_result_but_one_that_was_erased_is()
    {
        Assert.True(Of("dead-layer", "dead-layer cut-off").IsReproduced);
        Assert.Equal("flags", Assert.Single(Of("", "cut-off").Differences).Key);
        Assert.False(Of("", "at-chance").IsReproduced);
        Assert.False(Of("cut-off", "").IsReproduced);

        static ReproductionVerdict Of(string stored, string now) => ReproductionVerdict.Of([.. Facts(), new("result", "flags", stored, now)], bitForBit: true, imported: false);
    }

    [Fact]
    public void Machines_are_of_one_kind_whatever_their_names_and_the_numbers_of_their_GPUs()
    {
        var one = new EnvironmentRecord
        {
            Host = "a", Cpu = "x", Threads = 1, Device = "cuda:0 NVIDIA H100", OperatingSystem = "o", Dotnet = "10", TorchSharp = "0.107.0", LibTorch = "2.10.0", Product = "p",
        };
        Assert.Empty(one.KindDifferences(one with { Host = "b", Device = "cuda:3 NVIDIA H100", Product = "q" }));
        Assert.Equal(["processor x and y", "1 and 2 threads", "device NVIDIA H100 and cpu", "libtorch 2.10.0 and 2.11.0"],
            one.KindDifferences(one with { Cpu = "y", Threads = 2, Device = "cpu", LibTorch = "2.11.0" }));
    }
}
