<?php
// Says who the logged-in owner is, for `Aftercare.identify(token)`. PHP 7.4 or newer, nothing to install.
// As a program it prints a token: AFTERCARE_SECRET=... php identity.php https://cars.example https://chat.example 2026-11 owner-7

function aftercare_part(string $data): string
{
    return rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
}

/** The origins of your site and of the chat; the owner is that of your own session, never what the browser says. */
function aftercare_identity(string $site, string $chat, string $kid, string $secret, string $id, ?string $email = null, ?string $name = null): string
{
    $head = ['alg' => 'HS256', 'typ' => 'JWT', 'kid' => $kid];
    $claims = array_filter(
        ['iss' => $site, 'aud' => $chat, 'sub' => $id, 'exp' => time() + 3600, 'email' => $email, 'name' => $name],
        fn ($value) => $value !== null
    );
    $signed = aftercare_part(json_encode($head)) . '.' . aftercare_part(json_encode($claims));
    return $signed . '.' . aftercare_part(hash_hmac('sha256', $signed, $secret, true));
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    [, $site, $chat, $kid, $id] = $argv;
    echo aftercare_identity($site, $chat, $kid, getenv('AFTERCARE_SECRET'), $id, $argv[5] ?? null, $argv[6] ?? null);
}
