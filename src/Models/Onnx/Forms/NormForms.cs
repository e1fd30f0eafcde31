namespace Bench.Models;

/// <summary>Norms, by running statistics or by their own.</summary>
internal static class NormForms
{
    public static IReadOnlyList<OnnxForm> All { get; } =
    [
        OnnxForm.For<Norm>((o, s) => s.To.Node("BatchNormalization", [s.X, .. Affine(o.IsAffine, o, o.Channels, s), .. o.Buffers.Select(p => p.Name)], ("epsilon", (float)o.Epsilon))),
        OnnxForm.For<LayerNorm>(Write),
        OnnxForm.For<InstanceNorm>((o, s) => s.To.Node("InstanceNormalization",
            [s.X, .. Affine(o.IsAffine, o, o.Channels, s)], ("epsilon", (float)o.Epsilon))),
        OnnxForm.For<GroupNorm>(Write),
    ];

    private static IEnumerable<string> Affine(bool isAffine, Operation norm, int channels, OnnxSite s) =>
        isAffine ? norm.Parameters.Select(p => p.Name) : [s.To.Numbers([channels], 1), s.To.Numbers([channels], 0)];

    private static string Write(LayerNorm norm, OnnxSite s)
    {
        var weight = norm.HasWeight ? norm.Parameters[0].Name : s.To.Numbers(norm.Features.Sizes, 1);
        string[] bias = norm.HasBias ? [norm.Parameters[^1].Name] : [];
        var x = norm.IsOfPixels ? s.To.Node("Transpose", [s.X], ("perm", new long[] { 0, 2, 3, 1 })) : s.X;
        var y = s.To.Node("LayerNormalization", [x, weight, .. bias], ("axis", -(long)norm.Features.Rank), ("epsilon", (float)norm.Epsilon));
        return norm.IsOfPixels ? s.To.Node("Transpose", [y], ("perm", new long[] { 0, 3, 1, 2 })) : y;
    }

    // A group as one map: GroupNormalization itself is younger than the opset.
    private static string Write(GroupNorm norm, OnnxSite s)
    {
        var groups = s.To.Node("Reshape", [s.X, s.To.Indexes(0, norm.Groups, -1)]);
        var normalized = s.To.Node("InstanceNormalization", [groups, s.To.Numbers([norm.Groups], 1), s.To.Numbers([norm.Groups], 0)], ("epsilon", (float)norm.Epsilon));
        var maps = s.To.Node("Reshape", [normalized, s.To.Indexes([0, .. s.Output.Sizes.Select(n => (long)n)])]);
        if (!norm.IsAffine) return maps;
        return s.To.Node("Add", [s.To.Node("Mul", [maps, Channels(norm.Parameters[0])]), Channels(norm.Parameters[1])]);

        string Channels(TensorInfo own) => s.To.Node("Unsqueeze", [own.Name, s.To.Indexes(1, 2)]);
    }
}
