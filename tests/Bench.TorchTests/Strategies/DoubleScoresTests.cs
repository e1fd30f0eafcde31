using Bench.Core;
using Bench.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Scores in fp64 compete as those in fp32 do, but in fp64.</summary>
public sealed class DoubleScoresTests
{
    public static TheoryData<string> Cuts => [.. Ways.Keys];

    private static readonly Dictionary<string, Func<Scores, MaskSet>> Ways = new()
    {
        ["global"] = s => ExactCut.Of(s, Scopes.Find("global"), 61, seed: 3),
        ["layer"] = s => ExactCut.Of(s, Scopes.Find("layer"), 61, seed: 3),
        ["row"] = s => ExactCut.Of(s, Scopes.Find("row"), 61, seed: 3),
        ["within an earlier cut"] = s =>
        {
            using var before = ExactCut.Of(s, Scopes.Find("layer"), 90, seed: 4);
            return ExactCut.Of(s, new CutRequest { Rules = new(Scopes.Find("global")), Seed = 3, Within = before }, 61);
        },
        ["with a cap and a floor"] = s => ExactCut.Of(s, new CutRequest { Rules = new(Scopes.Find("global")) { Limits = new() { Floor = 0.2, Cap = 0.5 } }, Seed = 3 }, 61),
        ["n-m"] = s => ((NOfMStructure)Structures.Find("n-m")).Cut(s, OptionValues.None, 3),
        ["quantile"] = s => QuantileCut.Of(s, Scopes.Find("global"), 0.37),
        ["drop"] = s => Exchange.Drop(s, MaskSet.Dense(s.Tensors), [7, 30], SeededStream.For(1, "drop")),
        ["grow"] = s => Exchange.Grow(s, ExactCut.Of(s, Scopes.Find("layer"), 61, seed: 3), [7, 30], SeededStream.For(1, "grow")),
    };

    [Theory, MemberData(nameof(Cuts))]
    public void Numbers_that_fp32_holds_give_the_same_masks_in_fp64(string way)
    {
        // Many are equal, some are infinite.
        float[] values = [.. Enumerable.Range(0, 160).Select(i => i % 11 == 0 ? 0 : i % 37 == 0 ? float.PositiveInfinity : (float)(i * 7919 % 23 - 9))];
        using var single = Of(ScalarType.Float32, [.. values]);
        using var wide = Of(ScalarType.Float64, [.. values]);
        using var expected = Ways[way](single);
        using var masks = Ways[way](wide);
        Assert.Equal((expected.Fingerprint(), expected.TiedScores, expected.AskedKept), (masks.Fingerprint(), masks.TiedScores, masks.AskedKept));
    }

    [Theory, MemberData(nameof(Cuts))]
    public void Numbers_that_fp32_cannot_tell_apart_are_not_tied(string way)
    {
        using var wide = Of(ScalarType.Float64, [.. Enumerable.Range(0, 160).Select(i => 1 + i * 7919 % 160 * 1e-13)]);
        using var masks = Ways[way](wide);
        Assert.Equal(0, masks.TiedScores);
        Assert.Equal(masks.AskedKept, masks.KeptPrunable);
    }

    private static Scores Of(ScalarType type, double[] values)
    {
        PrunableTensor[] tensors = [CutTests.Sized("a", 40), CutTests.Sized("b", 120)];
        using var all = tensor(values).to(type);
        return Scores.Of(Criteria.Find("magnitude"), tensors, [all.narrow(0, 0, 40).view(1, 40), all.narrow(0, 40, 120).view(1, 120)]);
    }
}
