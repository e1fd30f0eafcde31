using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// The matrix product of two values by their last two axes, all others being those of both: (N, ..., M, K), (N, ..., K, L) → (N, ..., M, L), as attention multiplies queries by
/// keys and its weights by values (Vaswani et al., NeurIPS 2017).
/// </summary>
internal sealed record Product : Operation
{
    private SpreadAxes? Spread { get; init; }

    public override bool GivesAway => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs)
    {
        var (one, other, rank) = (inputs[0], inputs[1], inputs[0].Rank);
        return rank >= 2 && other.Rank == rank && one[rank - 1] == other[rank - 2] && Enumerable.Range(0, rank - 2).All(a => one[a] == other[a] || one[a] == 1 || other[a] == 1)
            ? new([.. Enumerable.Range(0, rank - 2).Select(a => Math.Max(one[a], other[a])), one[rank - 2], other[rank - 1]])
            : throw new ArgumentException($"{Text(one)} and {Text(other)} cannot be multiplied as matrices", nameof(inputs));

        static string Text(ValueShape shape) => $"({string.Join(", ", shape.Sizes)})";
    }

    public override long ProductMacs(IReadOnlyList<ValueShape> inputs) => (long)ShapeOf(inputs).Size * inputs[0][inputs[0].Rank - 1];

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].matmul(inputs[1]);

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        this with { Spread = Spread ?? SpreadAxes.Of(inputs[0].Shape, inputs[1].Shape, output.Shape.Rank - 2) };

    // What is summed over goes together in both, and may go where it is 0 in one of them; then M, K and L are three axes of all the products there are.
    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var rank = output.Rank;
        int[] shared = [.. Enumerable.Range(0, rank - 2)], sizes = [.. output.Sizes.Take(rank - 1), inputs[0].Shape[rank - 1], output[rank - 1]];
        var (sum, last) = (rank - 1, rank);
        var strands = new List<Strand>();
        foreach (var strand in FlowJoining.Join(units, sizes, (inputs[0], [.. shared, rank - 2, sum]), (inputs[1], [.. shared, sum, last]), Spread, (one, other) => one == true || other == true))
        {
            if (strand.Axes.Contains(sum) && !strand.Vanishes) units.Fix(strand.Units);
            int[] left = [.. strand.Axes.Where(a => a != sum)];
            if (left.Length == 0) continue;
            var (_, size, behind) = strand.Axes.Contains(sum) ? strand.Around(sum, sizes) : (1, 1, 1);
            if (strand.Axes.Contains(sum))
                foreach (var (place, channel) in strand.Units.Index()) units.Tie(channel, strand.Units[place - place / behind % size * behind]);
            strands.Add(new([.. left.Select(a => a == last ? sum : a)], strand.Axes.Contains(sum) ? [.. strand.Units.Where((_, place) => place / behind % size == 0)] : strand.Units, strand.Vanishes));
        }
        return new(output, strands);
    }
}
