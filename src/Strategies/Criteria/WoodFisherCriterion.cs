using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Scores as <see cref="WoodFisherScoreCriterion"/> has them, and the weight update that they presume: removing weight q moves the others of its block by
/// −w_q · F⁻¹e_q / [F⁻¹]_qq. Where many weights go at once their steps are added up and the pruned weights set to 0, as the published code
/// has it (Singh and Alistarh, NeurIPS 2020).
/// </summary>
public sealed class WoodFisherCriterion : IUpdatingCriterion
{
    public string Name => "woodfisher";
    public string Title => "w²/[F⁻¹], and the weights that are left make up for those that go";
    public string Source => "Singh and Alistarh, WoodFisher, NeurIPS 2020; no matrix larger than gradients² as in M-FAC, Frantar et al., NeurIPS 2021";
    public bool NeedsData => true;
    public IReadOnlyList<PartOption> Options => WoodFisherScoreCriterion.All;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => WoodFisherScoreCriterion.Gradients(options, samples);

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var inverse = WoodFisherScoreCriterion.Inverse(context, Name);
        using var diagonal = inverse.Diagonal();
        return WoodFisherScoreCriterion.Score(context, diagonal);
    }

    public (IReadOnlyList<Tensor> Scores, WeightUpdate Update) ScoreWithUpdate(ScoringContext context)
    {
        using var _ = no_grad();
        var inverse = WoodFisherScoreCriterion.Inverse(context, Name);
        var diagonal = inverse.Diagonal();
        var weights = cat([.. context.Tensors.Select(t => context.Parameter(t).detach().flatten())]).to(float64);
        return (WoodFisherScoreCriterion.Score(context, diagonal), new Update(inverse, diagonal, weights));
    }

    /// <summary>Holds the gradients, by which any masks' update is known.</summary>
    internal sealed class Update(FisherInverse inverse, Tensor diagonal, Tensor weights) : WeightUpdate
    {
        private readonly Tensor weights = weights.DetachFromDisposeScope();

        /// <summary>Of F⁻¹ (P), fp64.</summary>
        public Tensor Diagonal { get; } = diagonal.DetachFromDisposeScope();

        public override IReadOnlyList<Tensor> Weights(MaskSet masks)
        {
            using var _ = no_grad();
            using var scope = NewDisposeScope();
            var keep = cat([.. masks.Masks.Select(m => m.Keep.flatten())]).to(weights.device);
            var steps = weights.div(Diagonal).masked_fill_(keep, Scalars.Zero);
            var left = weights.sub(inverse.Times(steps)).masked_fill_(keep.logical_not(), Scalars.Zero).to(float32);
            return [.. masks.Masks.Zip(left.split([.. masks.Masks.Select(m => m.Tensor.Elements)]),
                (m, part) => part.view([.. m.Tensor.Shape]).clone().MoveToOuterDisposeScope())];
        }

        protected override void Dispose(bool disposing)
        {
            inverse.Dispose();
            Diagonal.Dispose();
            weights.Dispose();
        }
    }
}
