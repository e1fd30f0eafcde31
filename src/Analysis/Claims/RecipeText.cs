using System.Globalization;
using System.Text.Json;

namespace Bench.Analysis.Claims;

/// <summary>A recipe of a stored configuration as a sweep file has it, on one line: every value that its optimizer and schedule look at.</summary>
internal static class RecipeText
{
    /// <summary>Such as <c>{recipe: quick-tune, epochs: 2, batch: 64, ...}</c>.</summary>
    /// <param name="recipe">As configurations hold it.</param>
    /// <param name="otherwise">Whether to take another schedule of the learning rate: one-cycle, or cosine in its place.</param>
    public static string Of(JsonElement recipe, bool otherwise = false)
    {
        var (optimizer, rates) = (recipe.GetProperty("optimizer"), recipe.GetProperty("learning-rate"));
        var name = optimizer.GetProperty("name").GetString()!;
        var schedule = Text(rates, "schedule", "constant");
        if (otherwise) schedule = schedule == "one-cycle" ? "cosine" : "one-cycle";
        var candidates = rates.TryGetProperty("candidates", out var several) ? several.EnumerateArray().Select(Number).ToList() : [];
        List<string> rate =
        [
            $"rate: {(candidates.Count > 0 ? $"[{string.Join(", ", candidates)}]" : Number(rates.GetProperty("rate")))}", $"schedule: {schedule}",
            .. schedule == "step" ? [$"drops: [{string.Join(", ", rates.GetProperty("drops").EnumerateArray().Select(Number))}]", $"gamma: {Value(rates, "gamma", "0.1")}"] : Array.Empty<string>(),
            .. schedule == "cyclic" ? [$"cycles: {Value(rates, "cycles", "2")}"] : Array.Empty<string>(),
            $"warmup: {(otherwise ? schedule == "one-cycle" ? "0.3" : "0" : Value(rates, "warmup", "0"))}",
        ];
        List<string> how =
        [
            $"name: {name}", .. name == "sgd" ? [$"momentum: {Value(optimizer, "momentum", "0")}", $"nesterov: {(optimizer.TryGetProperty("nesterov", out var nesterov) && nesterov.GetBoolean() ? "true" : "false")}"]
                : (string[])[$"beta1: {Value(optimizer, "beta1", "0.9")}", $"beta2: {Value(optimizer, "beta2", "0.999")}", $"epsilon: {Value(optimizer, "epsilon", "1e-8")}"],
            $"weight-decay: {Value(optimizer, "weight-decay", "0")}",
        ];
        var length = recipe.TryGetProperty("epochs", out var epochs) && epochs.ValueKind == JsonValueKind.Number ? $"epochs: {Number(epochs)}" : $"steps: {Number(recipe.GetProperty("steps"))}";
        var flip = recipe.TryGetProperty("flip", out var mirrored) && mirrored.GetBoolean() ? "true" : "false";
        return $"{{recipe: {recipe.GetProperty("name").GetString()}, {length}, batch: {Value(recipe, "batch", "1")}, flip: {flip}, crop-padding: {Value(recipe, "crop-padding", "0")}, {(recipe.TryGetProperty("resized-crop", out _) ? $"resized-crop: {Value(recipe, "resized-crop", "0")}, " : "")}scale-l1: {Value(recipe, "scale-l1", "0")}, "
            + $"optimizer: {{{string.Join(", ", how)}}}, learning-rate: {{{string.Join(", ", rate)}}}}}";
    }

    private static string Text(JsonElement owner, string key, string standing) => owner.TryGetProperty(key, out var value) ? value.GetString() ?? standing : standing;

    private static string Value(JsonElement owner, string key, string standing) => owner.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? Number(value) : standing;

    private static string Number(JsonElement value) => value.GetDouble().ToString("0.#################", CultureInfo.InvariantCulture);
}
