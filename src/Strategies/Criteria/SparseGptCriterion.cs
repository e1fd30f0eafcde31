using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Layerwise reconstruction in SparseGPT's order: columns from the first to the last, all rows at once. Before each block of columns the weights of it that go
/// are chosen by w²/d², d being the diagonal of the upper Cholesky factor U of H⁻¹ (d² is [H⁻¹]_qq once the columns before are settled); then, column after
/// column, the columns that follow make up for it: W_{:,j:} −= w_j/U_jj · U_{j,j:} (Frantar and Alistarh, ICML 2023).
/// </summary>
public sealed class SparseGptCriterion : ILayerwiseCriterion
{
    private static readonly WholeOption Block = new("block", 128, "columns among which the weights that go are chosen at once");

    public string Name => "sparsegpt";
    public string Title => "min ‖WX − ŴX‖² layer by layer: columns in order, chosen in blocks by w²/[H⁻¹], and the columns that follow make up for them";
    public string Source => "Frantar and Alistarh, SparseGPT, ICML 2023";
    public int Version => 2; // since 2: H in fp64
    public bool NeedsData => true;
    public IReadOnlyList<PartOption> Options { get; } = [Block, LayerwiseReconstruction.Damp, LayerwiseReconstruction.Inputs];

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => LayerwiseReconstruction.Passes(options, batches, layers);

    public IReadOnlyList<Tensor> Score(ScoringContext context) => LayerwiseReconstruction.Score(context);

    public (bool[] Keep, IReadOnlyList<Tensor> Weights) Prune(ScoringContext context, IReadOnlyList<Pool> pools) =>
        LayerwiseReconstruction.Prune(context, pools, (problem, own) => Solve(problem, own, Block.Of(context.Options)));

    /// <summary>The weights (rows, columns) that are kept and what they become.</summary>
    internal static (bool[] Keep, Tensor Weights) Solve(LayerProblem problem, IReadOnlyList<Pool> pools, int block)
    {
        using var scope = NewDisposeScope();
        var groups = problem.Layer.Groups;
        var factor = linalg.cholesky(problem.Inverse()).transpose(1, 2).cpu(); // (groups, columns, columns), upper
        var weights = problem.Effective.clone().view(groups, -1, problem.Columns); // (groups, rows, columns)
        var diagonal = factor.diagonal(0, 1, 2).unsqueeze(1);
        var keep = (bool[])problem.Left.Clone();
        var quotas = pools.Select(p => new Quota(problem, p)).ToList();
        for (var first = 0; first < problem.Columns; first += block)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(block, problem.Columns - first);
            var own = weights.narrow(2, first, count);
            var losses = own.div(diagonal.narrow(2, first, count)).pow_(Scalars.Of(2L)).contiguous().data<double>().ToArray();
            foreach (var quota in quotas) quota.Choose(keep, losses, first, count);
            var gone = tensor(Enumerable.Range(0, problem.Rows).SelectMany(row => keep.Skip(row * problem.Columns + first).Take(count)).ToArray())
                .logical_not_().view(groups, -1, count);
            var errors = zeros_like(own);
            for (var i = 0; i < count; i++)
            {
                using var step = NewDisposeScope();
                var error = own.narrow(2, i, 1).mul(gone.narrow(2, i, 1)).div(diagonal.narrow(2, first + i, 1));
                own.narrow(2, i, count - i).sub_(error.bmm(factor.narrow(1, first + i, 1).narrow(2, first + i, count - i)));
                errors.narrow(2, i, 1).copy_(error);
            }
            own.masked_fill_(gone, Scalars.Zero);
            var (next, rest) = (first + count, problem.Columns - first - count);
            if (rest > 0) weights.narrow(2, next, rest).sub_(errors.bmm(factor.narrow(1, first, count).narrow(2, next, rest)));
        }
        return (keep, Revived(problem, weights.view(problem.Rows, problem.Columns), keep).MoveToOuterDisposeScope());
    }

    // A weight on an input that is always 0 and that is kept all the same stays as it was.
    private static Tensor Revived(LayerProblem problem, Tensor weights, bool[] keep) =>
        weights.add(problem.Weights.sub(problem.Effective).mul(tensor(keep).view(problem.Rows, problem.Columns)), Scalars.One);

    /// <summary>How many weights of a pool go in each block of columns: as many in proportion as the block has of those that an earlier cut has left.</summary>
    private sealed class Quota(LayerProblem problem, Pool pool)
    {
        private readonly long left = problem.Left.AsSpan(pool.Start, pool.Length).Count(true);
        private long seen, gone;

        /// <summary>Of the columns from <paramref name="first"/> on those with the smallest losses (rows, count), ties by lot.</summary>
        public void Choose(bool[] keep, double[] losses, int first, int count)
        {
            var candidates = new List<(double Loss, int Lot, int At)>();
            for (var row = pool.Start / problem.Columns; row * problem.Columns < pool.Start + pool.Length; row++)
                for (var column = first; column < first + count; column++)
                {
                    var at = row * problem.Columns + column;
                    if (at >= pool.Start && at < pool.Start + pool.Length && problem.Left[at])
                        candidates.Add((losses[row * count + column - first], problem.Lots[at], at));
                }
            seen += candidates.Count;
            var due = left == 0 ? 0 : (long)((Int128)(left - pool.Kept) * seen / left) - gone;
            gone += due;
            candidates.Sort();
            foreach (var (_, _, at) in candidates.Take((int)due)) keep[at] = false;
        }
    }
}
