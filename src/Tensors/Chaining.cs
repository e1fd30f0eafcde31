using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>One operation after another without the intermediate results staying in memory.</summary>
public static class Chaining
{
    /// <summary>
    /// f(x), and gives x up. Tensors otherwise live to the end of their dispose scope, which for a network's activations means that all
    /// of them lie in memory at once; where gradients need one, libtorch keeps it by itself for as long as that takes.
    /// </summary>
    /// <param name="x">Not used again; f must not return this very object.</param>
    /// <param name="f">An operation that returns a tensor of its own.</param>
    public static Tensor Then(this Tensor x, Func<Tensor, Tensor> f)
    {
        using (x) return f(x);
    }

    /// <summary>max(0, x) in x's own memory; gives x up.</summary>
    public static Tensor ThenRectify(this Tensor x) => x.Then(t => nn.functional.relu(t, inplace: true));
}
