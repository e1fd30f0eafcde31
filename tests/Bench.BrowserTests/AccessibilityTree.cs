using System.Text.Json;
using OpenQA.Selenium.Chrome;

namespace Bench.BrowserTests;

/// <summary>A node of what Chromium tells a screen reader.</summary>
/// <param name="Role">Such as <c>button</c>.</param>
/// <param name="Name">What is read.</param>
/// <param name="Description">What is read after it.</param>
/// <param name="Level">Of a heading.</param>
/// <param name="Within">The roles and names of what it is in, the nearest first.</param>
internal sealed record Accessible(string Role, string Name, string Description, int Level, IReadOnlyList<(string Role, string Name)> Within);

/// <summary>All that a screen reader is told of a page, in the order in which it is read.</summary>
internal static class AccessibilityTree
{
    public static IReadOnlyList<Accessible> Of(ChromeDriver page)
    {
        page.ExecuteCdpCommand("Accessibility.enable", []);
        using var answer = JsonDocument.Parse(JsonSerializer.Serialize(page.ExecuteCdpCommand("Accessibility.getFullAXTree", [])));
        var nodes = answer.RootElement.GetProperty("nodes").EnumerateArray().DistinctBy(n => n.GetProperty("nodeId").GetString()).ToDictionary(n => n.GetProperty("nodeId").GetString()!, n => n);
        var root = nodes.Values.First(n => !n.TryGetProperty("parentId", out _));
        var read = new List<Accessible>();
        Walk(root, []);
        return read;

        // What is ignored is no node, but what is in it may be.
        void Walk(JsonElement node, IReadOnlyList<(string, string)> within)
        {
            if (!node.GetProperty("ignored").GetBoolean())
            {
                var (role, name) = (Text(node, "role"), Text(node, "name"));
                read.Add(new(role, name, Text(node, "description"), Level(node), within));
                within = [(role, name), .. within];
            }
            foreach (var child in node.GetProperty("childIds").EnumerateArray())
                if (nodes.TryGetValue(child.GetString()!, out var one)) Walk(one, within);
        }
    }

    private static string Text(JsonElement node, string property) => node.TryGetProperty(property, out var value) && value.TryGetProperty("value", out var text) ? text.ToString() : "";

    private static int Level(JsonElement node) => node.TryGetProperty("properties", out var properties)
        ? properties.EnumerateArray().Where(p => p.GetProperty("name").GetString() == "level").Select(p => p.GetProperty("value").GetProperty("value").GetInt32()).FirstOrDefault() : 0;
}
