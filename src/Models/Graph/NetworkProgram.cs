using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// The order in which a graph is computed: adjacent norm, sum and ReLU as one, ReLU and 2 × 2 maximum as one, ReLU in the memory of what it takes, and each
/// value given up at its last use.
/// </summary>
internal sealed class NetworkProgram
{
    private readonly NetworkGraph graph;
    private readonly int[] uses;
    private readonly HashSet<int> absorbed = []; // nodes that a later instruction computes too

    public NetworkProgram(NetworkGraph graph)
    {
        this.graph = graph;
        uses = new int[graph.Nodes.Count];
        foreach (var input in graph.Nodes.SelectMany(n => n.Inputs)) uses[input]++;
        uses[graph.Output]++;
        var steps = new List<Instruction>();
        foreach (var node in graph.Nodes.Skip(1)) Place(node, steps);
        Instructions = [.. steps.Where(s => !absorbed.Contains(s.Result))];
        var last = new Dictionary<int, Instruction>();
        foreach (var step in Instructions)
            foreach (var input in step.Inputs) last[input] = step;
        foreach (var (value, step) in last)
            if (value != 0 && value != graph.Output) step.Released.Add(value);
        foreach (var step in Instructions.Where(s => uses[s.Result] == 0)) step.Released.Add(step.Result);
    }

    public IReadOnlyList<Instruction> Instructions { get; }

    private void Place(Node node, List<Instruction> steps)
    {
        var instruction = node.Operation switch
        {
            Rectify { Most: null } when Sole<Norm>(node.Inputs[0]) is { } norm => Absorb(new Rectified(node.Index, norm, null), norm.Index),
            Rectify { Most: null } when Sole<Add>(node.Inputs[0]) is { } add && NormOf(add) is var (norm, shortcut) => Absorb(new Rectified(node.Index, norm, shortcut), add.Index, norm.Index),
            Rectify { Most: null } when Sole<MaxPool>(node.Inputs[0]) is { Operation: MaxPool { IsHalving: true } } pool =>
                Absorb(new Pooled(node.Index, steps.Find(s => s.Result == pool.Index)!.Inputs[0]), pool.Index), // of what it takes, or of what a ReLU before it does
            MaxPool { IsHalving: true } when graph.Nodes[node.Inputs[0]].Operation is Rectify { Most: null } => Halving(node, steps),
            Rectify rectify when uses[node.Inputs[0]] == 1 && graph.Nodes[node.Inputs[0]].Operation.GivesAway => new Overwritten(node.Index, rectify, node.Inputs[0]),
            _ => (Instruction)new Plain(node.Index, node, graph.Nodes[node.Inputs[0]].Output),
        };
        steps.Add(instruction);
    }

    // What is rectified already may be so again: the pass that does both is the faster one.
    private Pooled Halving(Node node, List<Instruction> steps)
    {
        var rectified = graph.Nodes[node.Inputs[0]];
        return uses[rectified.Index] == 1 && steps.Find(s => s.Result == rectified.Index) is Overwritten or Plain
            ? Absorb(new Pooled(node.Index, rectified.Inputs[0]), rectified.Index)
            : new Pooled(node.Index, rectified.Index);
    }

    // The norm that goes before the sum, and what is added to it.
    private (Node Norm, int Shortcut)? NormOf(Node add) =>
        !graph.Nodes[add.Inputs[0]].Output.Equals(graph.Nodes[add.Inputs[1]].Output) ? null
        : Sole<Norm>(add.Inputs[0]) is { } first ? (first, add.Inputs[1]) : Sole<Norm>(add.Inputs[1]) is { } second ? (second, add.Inputs[0]) : null;

    private Node? Sole<T>(int node) where T : Operation => uses[node] == 1 && graph.Nodes[node].Operation is T ? graph.Nodes[node] : null;

    private T Absorb<T>(T instruction, params ReadOnlySpan<int> nodes)
    {
        foreach (var node in nodes) absorbed.Add(node);
        return instruction;
    }

    /// <summary>One thing to compute.</summary>
    internal abstract record Instruction(int Result, IReadOnlyList<int> Inputs)
    {
        /// <summary>Values that nothing needs after it.</summary>
        public List<int> Released { get; } = [];

        /// <summary>The value in whose memory the result lies in evaluation; null where it takes its own.</summary>
        public virtual int? Reused => null;

        public abstract Tensor Run(NetworkBody body, Tensor?[] values);
    }

    private sealed record Plain(int Result, Node Node, ValueShape Input) : Instruction(Result, Node.Inputs)
    {
        public override int? Reused => Node.Operation.IsView(Input) ? Inputs[0] : null;

        public override Tensor Run(NetworkBody body, Tensor?[] values) => body.Run(Node, [.. Inputs.Select(i => values[i]!)]);
    }

    private sealed record Overwritten(int Result, Rectify Rectify, int Input) : Instruction(Result, [Input])
    {
        public override int? Reused => Input;

        public override Tensor Run(NetworkBody body, Tensor?[] values) => Rectify.Apply(values[Input]!, inPlace: true);
    }

    private sealed record Pooled(int Result, int Input) : Instruction(Result, [Input])
    {
        public override Tensor Run(NetworkBody body, Tensor?[] values) => RectifiedPool.Of(values[Input]!);
    }

    private sealed record Rectified(int Result, Node Norm, int? Shortcut) : Instruction(Result, Shortcut is { } other ? [Norm.Inputs[0], other] : [Norm.Inputs[0]])
    {
        public override Tensor Run(NetworkBody body, Tensor?[] values)
        {
            var (x, shortcut) = (values[Inputs[0]]!, Shortcut is { } other ? values[other] : null);
            var norm = (Norm)Norm.Operation;
            if (norm.IsAffine && !body.IsWatched(Norm) && Models.Norm.Fuses(x, shortcut, body.Mode)) return norm.Rectified(x, shortcut, body.StateOf(Norm));
            using var y = body.Run(Norm, [x]);
            using var sum = shortcut is null ? null : y.add_(shortcut, Tensors.Scalars.One);
            return nn.functional.relu(sum ?? y, inplace: true);
        }
    }
}
