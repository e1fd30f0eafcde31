using Bench.Core;

namespace Bench.Models;

/// <summary>
/// MLP-Mixers (Tolstikhin et al., "MLP-Mixer: an all-MLP architecture for vision", NeurIPS 2021), named as in timm: in each layer a perceptron mixes the tokens, of each feature by itself, and another
/// one the features. 8 layers of 512 and 12 of 768 are S/16 and B/16. Patches as those of vision transformers.
/// </summary>
internal static class MlpMixer
{
    private const double Epsilon = 1e-6;

    /// <param name="depth">Layers.</param>
    /// <param name="width">Features of a token; the perceptron that mixes tokens is half as wide, the one of features four times.</param>
    public static ModelEntry Entry(int depth, int width) => new()
    {
        Name = $"mlp-mixer-{depth}-{width}",
        Title = $"MLP-Mixer, {depth} layers of {width}; patches of 16×16, below 128×128 of 8×8, below 64×64 of 4×4",
        Source = "Tolstikhin et al., NeurIPS 2021; timm",
        Family = "vit",
        Takes = Patches.Takes,
        Refuses = Patches.Refuses,
        Build = (x, classes) => Build(x, depth, width, classes),
    };

    private static Value Build(Value x, int depth, int width, int classes) // T tokens of C features
    {
        var patch = Patches.SideFor(x.Shape);
        x = x.Convolution("stem.proj", x.Width(width), patch, stride: patch).ToTokens(); // (T, C)
        for (var layer = 0; layer < depth; layer++)
        {
            var name = $"blocks.{layer}";
            x = Perceptron(x.LayerNorm($"{name}.norm1", Epsilon).Transpose(1, 0), $"{name}.mlp_tokens", x.Width(width / 2)).Transpose(1, 0).Add(x); // (C, T), (T, C)
            x = Perceptron(x.LayerNorm($"{name}.norm2", Epsilon), $"{name}.mlp_channels", x.Width(4 * width)).Add(x); // (T, C)
        }
        return x.LayerNorm("norm", Epsilon).Reduce(ReductionKind.Mean, [0]).Linear("head", classes, start: StartValue.Embedding); // (classes)
    }

    private static Value Perceptron(Value x, string name, int hidden) =>
        x.Linear($"{name}.fc1", hidden, start: StartValue.Embedding).Gelu().Linear($"{name}.fc2", x.Shape.Channels, start: StartValue.Embedding);
}
