using Bench.Core;
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
    internal virtual bool IsView(InputShape input) => false;

    /// <summary>The output for one sample; features count as channels of 1 × 1 pixels, tokens as pixels in one column.</summary>
    /// <exception cref="ArgumentException">It does not take such inputs.</exception>
    public abstract InputShape ShapeOf(IReadOnlyList<InputShape> inputs);

    /// <summary>Computes a batch; the result is a tensor of its own, or an alias.</summary>
    public abstract Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state);

    /// <summary>
    /// Which units its output channels belong to, given those of its inputs: what must be removed together is tied. By default the channels pass unchanged.
    /// </summary>
    /// <param name="units">Where channels come from, are tied and are told of.</param>
    /// <param name="inputs">The unit of each channel.</param>
    /// <param name="shapes">Of the inputs.</param>
    internal virtual int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes) => inputs[0];

    /// <summary>The same operation on fewer channels.</summary>
    /// <param name="inputs">Which channels of each input are kept.</param>
    /// <param name="output">Which of the output.</param>
    internal virtual Operation Narrow(IReadOnlyList<bool[]> inputs, bool[] output) => this;

    /// <summary>Of each dimension of a parameter or buffer which elements the narrowed operation keeps; null: all.</summary>
    internal virtual IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<bool[]> inputs, bool[] output) => [.. tensor.Shape.Select(_ => (bool[]?)null)];
}

/// <summary>An operation in its place.</summary>
/// <param name="Index">Its place in the order of computation, from 0: that of the input.</param>
/// <param name="Operation">What is done.</param>
/// <param name="Inputs">The nodes whose values it takes.</param>
/// <param name="Output">Its value for one sample.</param>
public sealed record Node(int Index, Operation Operation, IReadOnlyList<int> Inputs, InputShape Output);
