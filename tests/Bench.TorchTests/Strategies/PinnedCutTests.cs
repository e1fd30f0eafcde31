using Bench.Strategies;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Masks of results that exist: for good, ties included.</summary>
public sealed class PinnedCutTests
{
    [Theory]
    [InlineData("global", "400 7766e02d028bffb8")]
    [InlineData("layer", "400 2003d37ea9747118")]
    public void The_masks_of_equal_scores_stay_as_they_were(string scope, string fingerprint)
    {
        var tensors = new[] { CutTests.Sized("a", 1000), CutTests.Sized("b", 333), CutTests.Sized("c", 70) };
        using var scores = Scores.Of(Criteria.Find("magnitude"), tensors, [.. tensors.Select(t => tensor(Enumerable.Range(0, (int)t.Elements).Select(i => (float)(i % 7 / 2)).ToArray()).view(1, -1))]);
        using var masks = ExactCut.Of(scores, Scopes.Find(scope), 500, seed: 11);
        Assert.Equal(fingerprint, $"{masks.TiedScores} {masks.Fingerprint()[..16]}");
    }
}
