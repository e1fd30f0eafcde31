using System.Runtime.InteropServices;
using Bench.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Layerwise reconstruction, min ‖WX − ŴX‖², by exact greedy removal: in each row the weight of least w²/(2·[H⁻¹]_qq) goes and the others of the row move by
/// −w_q · H⁻¹e_q / [H⁻¹]_qq, one weight at a time, the inverse being that of what is left. Rows of a pool compete by these losses (Frantar and Alistarh,
/// NeurIPS 2022).
/// </summary>
public sealed class ObcCriterion : ILayerwiseCriterion
{
    public string Name => "obc";
    public string Title => "min ‖WX − ŴX‖² layer by layer: one weight at a time goes by w²/[H⁻¹], H = 2/n·Σxxᵀ, and the others of its row make up for it";
    public string Source => "Frantar and Alistarh, Optimal brain compression, NeurIPS 2022";
    public int Version => 2; // since 2: H in fp64
    public bool NeedsData => true;
    public IReadOnlyList<PartOption> Options { get; } = [LayerwiseReconstruction.Damp, LayerwiseReconstruction.Inputs];

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => LayerwiseReconstruction.Passes(options, batches, layers);

    public IReadOnlyList<Tensor> Score(ScoringContext context) => LayerwiseReconstruction.Score(context);

    public (bool[] Keep, IReadOnlyList<Tensor> Weights) Prune(ScoringContext context, IReadOnlyList<Pool> pools) =>
        LayerwiseReconstruction.Prune(context, pools, Solve);

    /// <summary>The weights (rows, columns) that are kept and what they become.</summary>
    internal static (bool[] Keep, Tensor Weights) Solve(LayerProblem problem, IReadOnlyList<Pool> pools)
    {
        using var inverses = problem.Inverse().cpu().contiguous();
        var removals = Removals(problem, inverses);
        var keep = (bool[])problem.Left.Clone();
        foreach (var pool in pools)
        {
            var (first, rows) = RowsOf(pool, problem.Columns);
            // A row loses as many weights, in its own order, as it has of the smallest losses of the pool.
            var candidates = Enumerable.Range(first, rows).SelectMany(row => removals[row].Select(r => (r.Loss, Lot: problem.Lots[row * problem.Columns + r.Weight], Row: row))).ToArray();
            Array.Sort(candidates, (a, b) => a.Loss != b.Loss ? a.Loss.CompareTo(b.Loss) : a.Lot.CompareTo(b.Lot));
            foreach (var (row, count) in candidates.Take((int)(candidates.Length - pool.Kept)).CountBy(c => c.Row))
                foreach (var (weight, _) in removals[row].Take(count)) keep[row * problem.Columns + weight] = false;
        }
        return (keep, Reconstruct(problem, inverses, keep));
    }

    private static (int Weight, double Loss)[][] Removals(LayerProblem problem, Tensor inverses)
    {
        var removals = new (int, double)[problem.Rows][];
        var (size, weights) = (problem.Columns * problem.Columns, problem.Effective.data<double>().ToArray());
        for (var row = 0; row < problem.Rows; row++)
        {
            var greedy = new GreedyRemoval(Doubles(inverses).Slice(problem.Group(row) * size, size), weights.AsSpan(row * problem.Columns, problem.Columns));
            greedy.Without(problem.Left.AsSpan(row * problem.Columns, problem.Columns));
            removals[row] = new (int, double)[greedy.Count];
            for (var i = 0; i < removals[row].Length; i++) removals[row][i] = greedy.Next(problem.Lots.AsSpan(row * problem.Columns, problem.Columns));
        }
        return removals;
    }

    // All steps of a row together: w − H⁻¹_{:S} (H⁻¹_SS)⁻¹ w_S over the removed S, or (H_KK)⁻¹ (H w)_K over the kept K, whichever is smaller.
    private static Tensor Reconstruct(LayerProblem problem, Tensor inverses, bool[] keep)
    {
        var result = zeros_like(problem.Weights);
        for (var row = 0; row < problem.Rows; row++)
        {
            using var scope = NewDisposeScope();
            var own = keep.AsSpan(row * problem.Columns, problem.Columns);
            var w = problem.Weights[row];
            using var mask = tensor(own.ToArray());
            var (kept, gone) = (mask.nonzero().flatten(), mask.logical_not().nonzero().flatten());
            if (kept.NumberOfElements == 0) continue;
            if (gone.NumberOfElements < kept.NumberOfElements)
            {
                var columns = inverses[problem.Group(row)].index_select(1, gone);
                var steps = linalg.solve(columns.index_select(0, gone), w.index_select(0, gone).unsqueeze(1));
                result[row] = w.sub(columns.mm(steps).flatten()).mul(mask);
            }
            else
            {
                var rows = problem.Matrix[problem.Group(row)].cpu().index_select(0, kept);
                var values = linalg.solve(rows.index_select(1, kept), rows.mv(w).unsqueeze(1)).flatten();
                result[row].index_copy_(0, kept, values);
            }
        }
        return result;
    }

    private static ReadOnlySpan<double> Doubles(Tensor values) => MemoryMarshal.Cast<byte, double>(values.bytes);

    private static (int First, int Count) RowsOf(Pool pool, int columns) => pool.Start % columns == 0 && pool.Length % columns == 0
        ? (pool.Start / columns, pool.Length / columns)
        : throw new ArgumentException($"a pool of {pool.Length} weights from {pool.Start} on has no whole rows of {columns}", nameof(pool));
}
