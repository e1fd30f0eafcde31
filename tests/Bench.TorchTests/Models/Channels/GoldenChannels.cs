using System.Text.Json;
using Bench.Models;

namespace Bench.TorchTests.Models.Channels;

/// <summary>Channel groups as Torch-Pruning finds them, of a golden file: of each the layers that meet it, with their channels.</summary>
internal static class GoldenChannels
{
    public static SortedSet<string> GroupsOf(JsonElement network) =>
        [.. network.GetProperty("groups").EnumerateArray().Select(g => Text(g.GetProperty("members").EnumerateArray().Select(m => (m[0].GetString()!, m[1].GetString()!, m[2].GetInt32()))))];

    public static SortedSet<string> GroupsOf(ChannelMap map) =>
        [.. map.Groups.Select(g => Text(g.Members.Select(m => (m.Layer, m.Side.ToString().ToLowerInvariant(), m.Channels))))];

    private static string Text(IEnumerable<(string Layer, string Side, int Channels)> members) =>
        string.Join(' ', members.Select(m => $"{m.Layer}:{m.Side}:{m.Channels}").Order(StringComparer.Ordinal));
}
