using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// w²/[F⁻¹]_qq: twice the rise of the loss, to second order, when the weight q is removed and all others of its block make up for it (the ½ is common to
/// all scores, and left out). F = damp·I + (1/m) Σ g gᵀ is the empirical Fisher matrix over m gradients, in blocks along its diagonal (Singh and
/// Alistarh, NeurIPS 2020).
/// </summary>
public sealed class WoodFisherScoreCriterion : ICriterion
{
    private static readonly WholeOption Block = new("block", 0, "weights in a block of the Fisher matrix; 0: all") { Least = 0 };
    private static readonly ChoiceOption Within = new("within", "network", "what a block may not reach beyond: the layer, or only the network", ["network", "layer"]);
    private static readonly NumberOption Damp = new("damp", 1e-5, "added to the diagonal of the Fisher matrix") { IsAboveLow = true };
    private static readonly WholeOption MiniBatch = new("mini-batch", 1, "scoring samples averaged into a gradient; 1: a gradient for each");

    public string Name => "woodfisher-score";
    public string Title => "w²/[F⁻¹]: twice the rise of the loss when the other weights make up for this one, F being the empirical Fisher matrix";
    public string Source => "Singh and Alistarh, WoodFisher, NeurIPS 2020; without its weight update";
    public bool NeedsData => true;
    public IReadOnlyList<PartOption> Options => All;

    /// <summary>Those of both criteria.</summary>
    internal static IReadOnlyList<PartOption> All { get; } = [Block, Within, Damp, MiniBatch];

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var inverse = Inverse(context, Name);
        using var diagonal = inverse.Diagonal();
        return Score(context, diagonal);
    }

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => Gradients(options, samples);

    /// <summary>One pass forward and one backward for each gradient.</summary>
    internal static (long Forward, long Backward) Gradients(OptionValues options, long samples)
    {
        var gradients = (samples - 1) / MiniBatch.Of(options) + 1;
        return (gradients, gradients);
    }

    /// <summary>From all scoring samples; the caller owns it.</summary>
    internal static FisherInverse Inverse(ScoringContext context, string criterion) => new(
        GradientRows.Of(context, criterion, MiniBatch.Of(context.Options)),
        Blocks(context.Tensors, Block.Of(context.Options), Within.Of(context.Options) == "layer"),
        Damp.Of(context.Options));

    /// <summary>The scores of all tensors, from the diagonal (P) of F⁻¹.</summary>
    internal static IReadOnlyList<Tensor> Score(ScoringContext context, Tensor diagonal)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var parts = diagonal.split([.. context.Tensors.Select(t => t.Elements)]);
        return [.. context.Tensors.Zip(parts, (t, part) =>
            context.Parameter(t).detach().to(float64).pow(Scalars.Of(2L)).div_(part.view([.. t.Shape])).MoveToOuterDisposeScope())];
    }

    /// <summary>Ranges of at most <paramref name="size"/> elements (0: no bound) that cover all tensors in their order.</summary>
    internal static IReadOnlyList<(long Start, long Length)> Blocks(IReadOnlyList<PrunableTensor> tensors, int size, bool withinTensors)
    {
        var blocks = new List<(long, long)>();
        var start = 0L;
        foreach (var length in withinTensors ? tensors.Select(t => t.Elements) : [tensors.Sum(t => t.Elements)])
        {
            var step = size == 0 ? length : size;
            for (var from = 0L; from < length; from += step) blocks.Add((start + from, Math.Min(step, length - from)));
            start += length;
        }
        return blocks;
    }
}
