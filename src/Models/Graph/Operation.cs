using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// What a node of a network's graph does. A new kind of layer is one record: what it has (parameters), what it makes of shapes, of tensors, and of channels.
/// Only <see cref="Run"/> needs libtorch.
/// </summary>
public abstract record Operation
{
    /// <summary>Of its module, such as <c>layer1.0.conv1</c>, by which its parameters are named; empty for one without.</summary>
    public string Name { get; init; } = "";

    /// <summary>In the order in which they are stored.</summary>
    public virtual IReadOnlyList<TensorInfo> Parameters => [];

    /// <summary>Running statistics.</summary>
    public virtual IReadOnlyList<TensorInfo> Buffers => [];

    /// <summary>Whether its parameters stay fp32 in a body of bf16.</summary>
    public virtual bool KeepsPrecision => false;

    /// <summary>Whether it draws while training.</summary>
    public virtual bool IsRandom => false;

    /// <summary>Whether its output is memory of its own that no gradient needs, so that what follows may overwrite it.</summary>
    public virtual bool GivesAway => false;

    /// <summary>Whether in evaluation its output lies in the memory of its input.</summary>
    internal virtual bool IsView(ValueShape input) => false;

    /// <summary>The output for one sample.</summary>
    /// <exception cref="ArgumentException">It does not take such inputs.</exception>
    public abstract ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs);

    /// <summary>Computes a batch; the result is a tensor of its own, or an alias.</summary>
    public abstract Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state);

    /// <summary>
    /// Shows which numbers of its output depend on the input of the network, given which of its inputs do: those above 0. So does the gradient on the way back. By default what it computes, which
    /// does so where it adds up and multiplies; the result is a tensor of its own.
    /// </summary>
    public virtual Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => Run(inputs, state);

    /// <summary>Multiply-adds of one sample that multiply values by values, as attention does; those of layers are theirs.</summary>
    public virtual long ProductMacs(IReadOnlyList<ValueShape> inputs) => 0;

    /// <summary>
    /// Which units its output carries, given those of its inputs: what must be removed together is tied, and what cannot be followed is fixed. By default they pass
    /// unchanged, as through a function of each number by itself that leaves 0 at 0.
    /// </summary>
    /// <param name="units">Where channels come from, are tied and are told of.</param>
    /// <param name="inputs">What arrives.</param>
    /// <param name="output">The shape of what it gives.</param>
    internal virtual UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) => inputs[0];

    /// <summary>The same operation on fewer channels.</summary>
    /// <param name="inputs">What of each input is kept.</param>
    /// <param name="output">What of the output.</param>
    internal virtual Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => this;

    /// <summary>Of each dimension of a parameter or buffer which elements the narrowed operation keeps; null: all.</summary>
    internal virtual IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) => [.. tensor.Shape.Select(_ => (bool[]?)null)];
}

/// <summary>An operation in its place.</summary>
/// <param name="Index">Its place in the order of computation, from 0: that of the input.</param>
/// <param name="Operation">What is done.</param>
/// <param name="Inputs">The nodes whose values it takes.</param>
/// <param name="Output">Its value for one sample.</param>
public sealed record Node(int Index, Operation Operation, IReadOnlyList<int> Inputs, ValueShape Output);
