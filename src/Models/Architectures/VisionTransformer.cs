using Bench.Core;

namespace Bench.Models;

/// <summary>
/// Vision transformers (Dosovitskiy et al., "An image is worth 16×16 words", ICLR 2021), named as in torchvision: patches become tokens behind a class token, whose features are classified
/// after layers of self-attention with heads of 64 and a perceptron four times as wide, each behind a layer norm. 12 layers of 192, 384 and 768 are those of DeiT-Ti, DeiT-S (Touvron et al.,
/// ICML 2021) and ViT-B. Patches are 16×16; of inputs below 128×128 8×8, and below 64×64 4×4.
/// </summary>
internal static class VisionTransformer
{
    private const int HeadSize = 64, Expansion = 4;
    private const double Epsilon = 1e-6;

    /// <param name="depth">Layers.</param>
    /// <param name="width">Features of a token.</param>
    public static ModelEntry Entry(int depth, int width) => new()
    {
        Name = $"vit-{depth}-{width}",
        Title = $"vision transformer, {depth} layers of {width}, {width / HeadSize} heads; patches of 16×16, below 128×128 of 8×8, below 64×64 of 4×4",
        Source = "Dosovitskiy et al., ICLR 2021; torchvision",
        Family = "vit",
        Takes = Patches.Takes,
        Refuses = Patches.Refuses,
        Build = (x, classes) => Build(x, depth, width, classes),
    };

    private static Value Build(Value x, int depth, int width, int classes) // T tokens of C features
    {
        var (heads, patch) = (width / HeadSize, Patches.SideFor(x.Shape));
        var features = x.Width(width, multipleOf: heads);
        x = x.Convolution("conv_proj", features, patch, stride: patch).ToTokens().ClassToken("class_token").PositionEmbedding("encoder.pos_embedding"); // (T, C)
        for (var layer = 0; layer < depth; layer++)
        {
            var name = $"encoder.layers.encoder_layer_{layer}";
            x = x.LayerNorm($"{name}.ln_1", Epsilon).SelfAttention($"{name}.self_attention", heads, start: StartValue.Embedding).Add(x); // (T, C)
            x = x.LayerNorm($"{name}.ln_2", Epsilon).Linear($"{name}.mlp.0", x.Width(Expansion * width), start: StartValue.Embedding).Gelu() // (T, 4C)
                .Linear($"{name}.mlp.3", features, start: StartValue.Embedding).Add(x); // (T, C)
        }
        return x.LayerNorm("encoder.ln", Epsilon).FirstToken().Linear("heads.head", classes, start: StartValue.Embedding); // (classes)
    }
}
