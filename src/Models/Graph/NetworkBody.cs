using Bench.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// A graph with tensors to compute with: the network's own, or copies of another type. It owns its chance only; the tensors are their maker's.
/// </summary>
public sealed class NetworkBody : IDisposable
{
    private readonly NetworkGraph graph;
    private readonly NetworkProgram program;
    private readonly (ReadOnlyMemory<Tensor> Parameters, ReadOnlyMemory<Tensor> Buffers)[] own; // of each node
    private readonly Generator?[] chances;
    private readonly List<Watch> watches = [];

    /// <param name="graph">What is computed.</param>
    /// <param name="parameters">In the graph's order.</param>
    /// <param name="buffers">In the graph's order.</param>
    public NetworkBody(NetworkGraph graph, IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> buffers)
    {
        this.graph = graph;
        program = new NetworkProgram(graph);
        own = new (ReadOnlyMemory<Tensor>, ReadOnlyMemory<Tensor>)[graph.Nodes.Count];
        var (p, b) = (0, 0);
        foreach (var node in graph.Nodes)
        {
            var (ps, bs) = (node.Operation.Parameters.Count, node.Operation.Buffers.Count);
            own[node.Index] = (parameters.Skip(p).Take(ps).ToArray(), buffers.Skip(b).Take(bs).ToArray());
            (p, b) = (p + ps, b + bs);
        }
        chances = [.. graph.Nodes.Select(n => n.Operation.IsRandom ? new Generator(0, CPU) : null)];
    }

    public PassMode Mode { get; set; } = PassMode.Training;

    /// <summary>(N, C, H, W) → class scores (N, classes).</summary>
    public Tensor Forward(Tensor inputs)
    {
        foreach (var watch in Watching(graph.Nodes[0])) watch.Before?.Invoke(graph.Nodes[0].Operation, inputs);
        var values = new Tensor?[graph.Nodes.Count];
        values[0] = inputs;
        foreach (var instruction in program.Instructions)
        {
            values[instruction.Result] = instruction.Run(this, values);
            foreach (var value in instruction.Released)
            {
                values[value]!.Dispose();
                values[value] = null;
            }
        }
        return values[graph.Output]!;
    }

    /// <summary>The same with every value on the way shown: one operation after the other, as none is fused.</summary>
    /// <param name="inputs">(N, C, H, W).</param>
    /// <param name="seen">Told what each node gives; may keep no tensor.</param>
    public Tensor Forward(Tensor inputs, Action<Node, Tensor> seen)
    {
        var uses = new int[graph.Nodes.Count];
        foreach (var input in graph.Nodes.SelectMany(n => n.Inputs)) uses[input]++;
        var values = new Tensor[graph.Nodes.Count];
        values[0] = inputs;
        foreach (var node in graph.Nodes.Skip(1))
        {
            values[node.Index] = node.Operation.Run([.. node.Inputs.Select(i => values[i])], StateOf(node));
            seen(node, values[node.Index]);
            foreach (var input in node.Inputs)
                if (--uses[input] == 0 && input != 0) values[input].Dispose();
        }
        return values[graph.Output];
    }

    /// <summary>Starts the dropout masks of coming training passes anew.</summary>
    public void SeedDropout(SeededStream stream)
    {
        for (var i = 0; i < chances.Length; i++)
        {
            if (chances[i] is null) continue;
            chances[i]!.Dispose();
            chances[i] = new Generator(stream.NextUInt64(), CPU);
        }
    }

    /// <summary>Looks at what operations take and give, until disposed of.</summary>
    /// <param name="which">Names of operations with parameters; the empty name is the input of the network.</param>
    /// <param name="before">Told what one takes.</param>
    /// <param name="after">Given what one takes and gives, returns what it gives; where that is another tensor, it disposes of the first.</param>
    public IDisposable Observe(IReadOnlyCollection<string> which, Action<Operation, Tensor>? before = null, Func<Operation, Tensor, Tensor, Tensor>? after = null)
    {
        var watch = new Watch(watches, which.ToHashSet(StringComparer.Ordinal), before, after);
        watches.Add(watch);
        return watch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var chance in chances) chance?.Dispose();
    }

    internal OperationState StateOf(Node node) => new(own[node.Index].Parameters, own[node.Index].Buffers, Mode, chances[node.Index]);

    internal bool IsWatched(Node node) => Watching(node).Any();

    internal Tensor Run(Node node, IReadOnlyList<Tensor> inputs)
    {
        if (watches.Count == 0) return Compute(node, inputs);
        var watching = Watching(node).ToList();
        foreach (var watch in watching) watch.Before?.Invoke(node.Operation, inputs[0]);
        var y = Compute(node, inputs);
        foreach (var watch in watching)
            if (watch.After is { } after) y = after(node.Operation, inputs[0], y);
        return y;
    }

    private Tensor Compute(Node node, IReadOnlyList<Tensor> inputs) => Mode.Traces ? node.Operation.Trace(inputs, StateOf(node)) : node.Operation.Run(inputs, StateOf(node));

    private IEnumerable<Watch> Watching(Node node) =>
        node.Operation is Input or { Name: not "" } ? watches.Where(w => w.Which.Contains(node.Operation.Name)) : [];

    private sealed record Watch(List<Watch> All, HashSet<string> Which, Action<Operation, Tensor>? Before, Func<Operation, Tensor, Tensor, Tensor>? After) : IDisposable
    {
        public void Dispose() => All.Remove(this);

        public bool Equals(Watch? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
